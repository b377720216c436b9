/** CSV files as a source: RFC 4180 taken apart byte by byte, so that one bad row costs one row. */
@NullMarked
package org.silobridge.connector.source.csv;

import org.jspecify.annotations.NullMarked;
