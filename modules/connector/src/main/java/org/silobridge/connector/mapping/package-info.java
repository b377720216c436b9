/** From what a department has to what its contract promises: declared per field, compiled once, applied to each row. */
@NullMarked
package org.silobridge.connector.mapping;

import org.jspecify.annotations.NullMarked;
