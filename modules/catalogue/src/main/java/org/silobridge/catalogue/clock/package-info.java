/** The law's clocks: which days are working days, how many a step may take, when a warning is due. Pure: nothing here asks what time it is. */
@NullMarked
package org.silobridge.catalogue.clock;

import org.jspecify.annotations.NullMarked;
