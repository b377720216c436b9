/** Tests of the subscriber's library. */
@NullMarked
package org.silobridge.subscriber;

import org.jspecify.annotations.NullMarked;
