package org.silobridge.model;

import java.util.Locale;

/** Carries a refusal through code that has no better way out, to the border that translates it. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        super(refusal.in(Locale.ENGLISH));
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
