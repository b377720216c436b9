/** Tests of comparing snapshots. */
@NullMarked
package org.silobridge.connector.snapshot;

import org.jspecify.annotations.NullMarked;
