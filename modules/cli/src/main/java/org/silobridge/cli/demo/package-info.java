/** The story of docs/demo: an exchange is started, and each of its promises is shown and checked. */
@NullMarked
package org.silobridge.cli.demo;

import org.jspecify.annotations.NullMarked;
