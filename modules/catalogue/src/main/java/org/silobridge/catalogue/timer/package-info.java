/** What the time does, done when it is due: a row says of each matter that runs when to look at it next. */
@NullMarked
package org.silobridge.catalogue.timer;

import org.jspecify.annotations.NullMarked;
