package org.silobridge.catalogue.procedure;

/** It was approved, and becomes a grant. */
public record RequestApproved(Ask ask, Approval approval, Decision decision) implements RequestLife {
    @Override
    public Stage stage() {
        return Stage.APPROVED;
    }
}
