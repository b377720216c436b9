/** Finds out what a snapshot changes in what is published, and what it lacks. */
@NullMarked
package org.silobridge.connector.snapshot;

import org.jspecify.annotations.NullMarked;
