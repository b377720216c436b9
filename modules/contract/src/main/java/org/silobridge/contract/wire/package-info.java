/** What stands on the wire: the framing of values, the canonical record key, and the pseudonym in its place. */
@NullMarked
package org.silobridge.contract.wire;

import org.jspecify.annotations.NullMarked;
