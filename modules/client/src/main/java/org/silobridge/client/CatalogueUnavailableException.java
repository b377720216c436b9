package org.silobridge.client;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Refusal;

/**
 * The catalogue did not answer, or said that it cannot just now (502, 503, 504). The call may be made again: those who
 * wait for the catalogue wait on this.
 */
public final class CatalogueUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final URI catalogue;
    private final transient @Nullable Refusal refusal;

    CatalogueUnavailableException(URI catalogue, String what, @Nullable Refusal refusal, @Nullable Throwable cause) {
        super("the catalogue at " + catalogue + " " + what, cause);
        this.catalogue = catalogue;
        this.refusal = refusal;
    }

    public URI catalogue() {
        return catalogue;
    }

    /** What the catalogue itself said, where it said something. */
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }
}
