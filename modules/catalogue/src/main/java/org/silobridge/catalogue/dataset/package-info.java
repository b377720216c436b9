/** Departments' feeds under contracts. */
@NullMarked
package org.silobridge.catalogue.dataset;

import org.jspecify.annotations.NullMarked;
