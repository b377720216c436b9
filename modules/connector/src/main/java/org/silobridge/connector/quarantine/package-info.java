/** Where rows that break their contract go, whole as far as they may be shown, with every reason. */
@NullMarked
package org.silobridge.connector.quarantine;

import org.jspecify.annotations.NullMarked;
