/** What Kafka reports of feeds and of those who read them, looked at again and again. */
@NullMarked
package org.silobridge.catalogue.use;

import org.jspecify.annotations.NullMarked;
