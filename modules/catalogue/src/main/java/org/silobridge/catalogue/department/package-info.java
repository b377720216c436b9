/** The participating bodies. */
@NullMarked
package org.silobridge.catalogue.department;

import org.jspecify.annotations.NullMarked;
