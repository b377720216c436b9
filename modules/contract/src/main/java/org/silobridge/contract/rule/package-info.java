/** The quality rules of one field. */
@NullMarked
package org.silobridge.contract.rule;

import org.jspecify.annotations.NullMarked;
