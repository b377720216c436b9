/** Merkle tree, canonical entries, signed checkpoints, the offline verifier. As good as JDK only. */
@NullMarked
package org.silobridge.ledger;

import org.jspecify.annotations.NullMarked;
