/** Notices must arrive, each under one name, while the service and those who receive them are killed. */
@NullMarked
package org.silobridge.cli.soak.notices;

import org.jspecify.annotations.NullMarked;
