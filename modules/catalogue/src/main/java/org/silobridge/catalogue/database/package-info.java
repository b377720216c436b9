/** The basic and thematic databases. */
@NullMarked
package org.silobridge.catalogue.database;

import org.jspecify.annotations.NullMarked;
