/** Requests for datasets and their decisions. */
@NullMarked
package org.silobridge.catalogue.request;

import org.jspecify.annotations.NullMarked;
