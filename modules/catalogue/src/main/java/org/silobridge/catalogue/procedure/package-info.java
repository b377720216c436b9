/** The life of a request and of a grant as the law has it: types whose only methods are the legal transitions. What of it the service runs stands in docs/law.md. */
@NullMarked
package org.silobridge.catalogue.procedure;

import org.jspecify.annotations.NullMarked;
