package org.silobridge.subscriber;

import java.util.Optional;
import org.silobridge.client.Access;
import org.silobridge.model.Reason;

/** Why a subscription gives no more records. */
public sealed interface End {

    /** All that stood in the topic when the subscription was opened has been read. */
    record CaughtUp() implements End {}

    /** As many records were read as were asked for. */
    record EnoughRead() implements End {}

    /** Somebody called {@link Subscription#stop}. */
    record Stopped() implements End {}

    /**
     * There is no right to read: it ended, is suspended, never was, or did not come into force in time.
     *
     * @param reason one sentence for the reader: which grant, when, why, whom to ask
     * @param access what the catalogue said; empty if it did not answer
     */
    record RightEnded(Reason reason, Optional<Access> access) implements End {}
}
