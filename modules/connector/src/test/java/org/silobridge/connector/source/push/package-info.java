/** What applications push, and how they go wrong. */
@NullMarked
package org.silobridge.connector.source.push;

import org.jspecify.annotations.NullMarked;
