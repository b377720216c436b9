/** What is measured about enforcement, and how it is told. */
@NullMarked
package org.silobridge.bench.enforcement;

import org.jspecify.annotations.NullMarked;
