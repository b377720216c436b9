/** The keys that people sign their decisions with, and the datasets that demand it. */
@NullMarked
package org.silobridge.catalogue.signing;

import org.jspecify.annotations.NullMarked;
