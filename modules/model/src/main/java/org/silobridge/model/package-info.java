/** Ids, words and results that cross borders. JDK only. */
@NullMarked
package org.silobridge.model;

import org.jspecify.annotations.NullMarked;
