/** XML from strangers: read as a stream, without a document type, entities or more bytes than allowed. */
@NullMarked
package org.silobridge.connector.source.xml;

import org.jspecify.annotations.NullMarked;
