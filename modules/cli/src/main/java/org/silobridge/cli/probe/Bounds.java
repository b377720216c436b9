package org.silobridge.cli.probe;

import java.time.Duration;
import org.silobridge.model.Reason;

/**
 * How long a decision may take to bite.
 *
 * @param approval to the first record that the reader has
 * @param revocation to the last
 */
public record Bounds(Duration approval, Duration revocation) {
    /** What the exchange promises for ordinary clients. */
    public static final Bounds PROMISED = new Bounds(Duration.ofSeconds(2), Duration.ofSeconds(1));

    /** That a round did not keep them. */
    public Reason broken() {
        return Reason.of("cli.probe.late", "approval", approval.toMillis(), "revocation", revocation.toMillis());
    }

    /** Whether this round kept both. */
    public boolean keeps(Round round) {
        return round.approvalToFirst().compareTo(approval) <= 0
                && round.revocationToLast().compareTo(revocation) <= 0;
    }
}
