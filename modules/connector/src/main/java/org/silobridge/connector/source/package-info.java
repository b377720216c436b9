/** Where rows come from: one interface, one contract test, one small class per kind of source. */
@NullMarked
package org.silobridge.connector.source;

import org.jspecify.annotations.NullMarked;
