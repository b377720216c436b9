/** The REST API: routes from the OpenAPI document, problems from refusals. */
@NullMarked
package org.silobridge.catalogue.http;

import org.jspecify.annotations.NullMarked;
