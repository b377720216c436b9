/** What sources that read files have in common. */
@NullMarked
package org.silobridge.connector.source.file;

import org.jspecify.annotations.NullMarked;
