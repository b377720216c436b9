/** Whether the judge of published rows would notice. */
@NullMarked
package org.silobridge.cli.soak.publish;

import org.jspecify.annotations.NullMarked;
