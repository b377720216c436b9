/** What becomes of all that is a department's when it ends. */
@NullMarked
package org.silobridge.catalogue.succession;

import org.jspecify.annotations.NullMarked;
