/** Rows that the department's application pushes over HTTP, with an answer for each once it is committed. */
@NullMarked
package org.silobridge.connector.source.push;

import org.jspecify.annotations.NullMarked;
