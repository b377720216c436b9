/** How well who answers keeps the clocks, in figures. */
@NullMarked
package org.silobridge.catalogue.scoreboard;

import org.jspecify.annotations.NullMarked;
