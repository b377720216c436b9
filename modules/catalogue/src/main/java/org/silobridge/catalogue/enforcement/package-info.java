/** Makes Kafka and the registry equal to what is granted. */
@NullMarked
package org.silobridge.catalogue.enforcement;

import org.jspecify.annotations.NullMarked;
