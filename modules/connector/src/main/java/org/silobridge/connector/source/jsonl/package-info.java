/** JSON Lines as a source: one object a line, its values by their paths. */
@NullMarked
package org.silobridge.connector.source.jsonl;

import org.jspecify.annotations.NullMarked;
