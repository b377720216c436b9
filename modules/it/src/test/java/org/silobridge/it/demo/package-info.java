/** The demo as a newcomer starts it: its story, what it takes, and what it leaves behind. */
@NullMarked
package org.silobridge.it.demo;

import org.jspecify.annotations.NullMarked;
