/** The library that a subscribing department embeds. */
@NullMarked
package org.silobridge.subscriber;

import org.jspecify.annotations.NullMarked;
