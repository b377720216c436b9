/** The ledger of this exchange: staged with each decision, sequenced, signed, read and exported. */
@NullMarked
package org.silobridge.catalogue.ledger;

import org.jspecify.annotations.NullMarked;
