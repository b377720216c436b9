/** Published contract versions and the gate before them. */
@NullMarked
package org.silobridge.catalogue.contract;

import org.jspecify.annotations.NullMarked;
