/** Identifiers whose standards give them a check digit: residents, units, organisations, electronic certificates. */
@NullMarked
package org.silobridge.contract.identifier;

import org.jspecify.annotations.NullMarked;
