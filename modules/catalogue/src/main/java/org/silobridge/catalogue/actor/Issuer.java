package org.silobridge.catalogue.actor;

import org.silobridge.model.Outcome;

/** Whoever outside says who people are, by tokens that it signs. */
@FunctionalInterface
public interface Issuer {
    /**
     * The subject that it issued this token to, for this exchange. Blocks where it has to ask the issuer for its keys.
     *
     * @return UNAUTHENTICATED where it did not, or the token holds no more; UNAVAILABLE where that cannot be known now
     */
    Outcome<String> subject(String token);
}
