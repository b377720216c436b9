/** What a source promises, and what CSV files come up with. */
@NullMarked
package org.silobridge.connector.source.csv;

import org.jspecify.annotations.NullMarked;
