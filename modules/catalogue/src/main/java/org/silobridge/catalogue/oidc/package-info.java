/** Who people are, as an OpenID Connect issuer outside says it. */
@NullMarked
package org.silobridge.catalogue.oidc;

import org.jspecify.annotations.NullMarked;
