package org.silobridge.catalogue.ledger;

import java.time.Duration;
import java.util.Optional;

/**
 * How the ledger is doing.
 *
 * @param size entries sequenced
 * @param signedSize entries under the newest signed checkpoint
 * @param staged entries committed and not yet sequenced
 * @param oldestStaged how long the oldest of those waits; zero if there is none
 * @param signerRefusal why this process's signer refuses, if it does
 * @param failure what fails in this process's rounds, if something does
 */
public record LedgerHealth(
        long size,
        long signedSize,
        long staged,
        Duration oldestStaged,
        Optional<Signer.Answer.Refused> signerRefusal,
        Optional<Sequencer.Failure> failure) {

    /** Whether everything sequenced is signed, and nothing waits longer than {@code bound}. */
    public boolean isWell(Duration bound) {
        return signerRefusal.isEmpty() && failure.isEmpty() && signedSize == size && oldestStaged.compareTo(bound) <= 0;
    }
}
