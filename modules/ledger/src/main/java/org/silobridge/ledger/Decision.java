package org.silobridge.ledger;

import org.jspecify.annotations.Nullable;

/** The decisions that a person may sign. */
public enum Decision {
    /** Of the owner's steward, on a request. */
    APPROVE("approve", true),
    /** Of a second steward. */
    CONFIRM("confirm", true),
    /** Of a coordinator, on appeal. */
    ORDER("order", true),
    REFUSE("refuse", false),
    OBJECT("object", false),
    UPHOLD("uphold", false),
    RESUME("resume", true),
    RECERTIFY("recertify", true),
    RENEW("renew", true),
    REFUSE_RENEWAL("refuse-renewal", false),
    SUSPEND("suspend", false),
    REVOKE("revoke", false),
    /** That what is given of a dataset is signed from now on; only a signed one counts. */
    REQUIRE_SIGNATURES("require-signatures", true),
    /** That it need not be any more; only a signed one counts. */
    WAIVE_SIGNATURES("waive-signatures", true);

    private final String word;
    private final boolean gives;

    Decision(String word, boolean gives) {
        this.word = word;
        this.gives = gives;
    }

    /** As it stands in the statement. */
    public String word() {
        return word;
    }

    /**
     * Whether a key may sign it: one for the owner's decisions, or one of the exchange's coordinators where they decide.
     *
     * @param key the department whose decisions it is for; null: a coordinator's
     */
    public boolean isFor(@Nullable String key, String owner) {
        return switch (this) {
            case ORDER, UPHOLD -> key == null;
            case SUSPEND, RESUME -> key == null || key.equals(owner);
            default -> owner.equals(key);
        };
    }

    /**
     * Whether somebody may read for longer, or more, because of it: this is what a dataset can demand a signature for.
     * Who refuses or stops never waits for a key.
     */
    public boolean gives() {
        return gives;
    }
}
