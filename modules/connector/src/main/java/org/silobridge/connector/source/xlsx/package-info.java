/** Workbooks (XLSX, ECMA-376) as a source: one sheet read as a stream. */
@NullMarked
package org.silobridge.connector.source.xlsx;

import org.jspecify.annotations.NullMarked;
