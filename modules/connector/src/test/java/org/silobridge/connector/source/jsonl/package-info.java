/** What files of strangers come up with. */
@NullMarked
package org.silobridge.connector.source.jsonl;

import org.jspecify.annotations.NullMarked;
