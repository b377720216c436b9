package org.silobridge.catalogue.oidc;

import java.net.URI;

/**
 * The issuer that says who people are.
 *
 * @param issuer its name, as its tokens have it, letter by letter
 * @param audience the name that this exchange has there
 * @param keysUrl where its keys are (JWKS)
 * @param subjectClaim the claim that actors are registered under
 */
public record OidcSettings(String issuer, String audience, URI keysUrl, String subjectClaim) {}
