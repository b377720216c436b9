@NullMarked
package org.silobridge.connector.publish;

import org.jspecify.annotations.NullMarked;
