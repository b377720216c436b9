/** silobridge: the one command. */
@NullMarked
package org.silobridge.cli;

import org.jspecify.annotations.NullMarked;
