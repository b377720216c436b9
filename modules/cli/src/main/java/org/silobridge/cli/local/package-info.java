/** A whole exchange on this machine: the sandbox, the catalogue as a process of its own, and departments that take part. */
@NullMarked
package org.silobridge.cli.local;

import org.jspecify.annotations.NullMarked;
