package org.silobridge.catalogue.oidc;

import java.net.URI;
import java.util.Optional;
import org.silobridge.contract.yaml.Secret;

/**
 * The issuer that says who people are.
 *
 * @param issuer its name, as its tokens have it, letter by letter
 * @param audience the name that this exchange has there
 * @param keysUrl where its keys are (JWKS)
 * @param subjectClaim the claim that actors are registered under
 * @param client as whom the exchange sends people there to log in; empty: it sends nobody
 */
public record OidcSettings(String issuer, String audience, URI keysUrl, String subjectClaim, Optional<Client> client) {

    public OidcSettings(String issuer, String audience, URI keysUrl, String subjectClaim) {
        this(issuer, audience, keysUrl, subjectClaim, Optional.empty());
    }

    /** A confidential client, and where it asks. */
    public record Client(String id, Secret secret, URI authorizationUrl, URI tokenUrl) {}
}
