/** Contracts, rules, identifiers, evolution, the wire codec and the schema-registry client. */
@NullMarked
package org.silobridge.contract;

import org.jspecify.annotations.NullMarked;
