/** Custody of the secrets that make pseudonyms: made and wrapped here, leased to the owners' connectors. */
@NullMarked
package org.silobridge.catalogue.key;

import org.jspecify.annotations.NullMarked;
