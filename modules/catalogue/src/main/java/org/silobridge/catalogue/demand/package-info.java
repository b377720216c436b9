/** Data that the catalogue does not have, and that a department needs: told to the department that should hold it. */
@NullMarked
package org.silobridge.catalogue.demand;

import org.jspecify.annotations.NullMarked;
