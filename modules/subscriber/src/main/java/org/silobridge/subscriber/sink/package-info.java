/** Where records go that a department reads: lines of JSON, CSV. */
@NullMarked
package org.silobridge.subscriber.sink;

import org.jspecify.annotations.NullMarked;
