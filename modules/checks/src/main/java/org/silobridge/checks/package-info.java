/** The expressions of contracts: checked when a contract is written, compiled once, asked of each record. */
@NullMarked
package org.silobridge.checks;

import org.jspecify.annotations.NullMarked;
