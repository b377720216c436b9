/** Reading a topic's committed records to an end. */
@NullMarked
package org.silobridge.connector.topic;

import org.jspecify.annotations.NullMarked;
