/**
 * The registry's client against a real registry: here, since a {@code contract} that waited for the sandbox would hold up
 * nearly all modules.
 */
@NullMarked
package org.silobridge.contract.registry;

import org.jspecify.annotations.NullMarked;
