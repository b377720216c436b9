/** Disputes of records by those who read them, and what becomes of them (校核). */
@NullMarked
package org.silobridge.catalogue.correction;

import org.jspecify.annotations.NullMarked;
