/** Whether the soak runs would notice. */
@NullMarked
package org.silobridge.cli.soak;

import org.jspecify.annotations.NullMarked;
