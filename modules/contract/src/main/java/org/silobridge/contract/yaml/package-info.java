/** Strict reading of every YAML file of the product: one cursor, all faults at once, each with its line. */
@NullMarked
package org.silobridge.contract.yaml;

import org.jspecify.annotations.NullMarked;
