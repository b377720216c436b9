/** How far a connector has come: the records of the positions topic, and reading them back. */
@NullMarked
package org.silobridge.connector.position;

import org.jspecify.annotations.NullMarked;
