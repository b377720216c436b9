/** How fast a decision reaches whoever reads: approval to first record, revocation to last, for each kind of client. */
@NullMarked
package org.silobridge.bench.enforcement;

import org.jspecify.annotations.NullMarked;
