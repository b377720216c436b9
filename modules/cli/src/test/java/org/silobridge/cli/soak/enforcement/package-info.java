/** Whether the soak of enforcement would notice. */
@NullMarked
package org.silobridge.cli.soak.enforcement;

import org.jspecify.annotations.NullMarked;
