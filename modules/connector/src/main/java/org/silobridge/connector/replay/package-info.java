/** Quarantined rows taken out again: listed, handed to a person to mend, and published once they are good. */
@NullMarked
package org.silobridge.connector.replay;

import org.jspecify.annotations.NullMarked;
