/** The administrative divisions of GB/T 2260: which codes are in force, and which were. */
@NullMarked
package org.silobridge.contract.division;

import org.jspecify.annotations.NullMarked;
