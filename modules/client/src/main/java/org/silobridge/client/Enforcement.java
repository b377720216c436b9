package org.silobridge.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/**
 * How Kafka compares with the grants.
 *
 * @param state {@code starting}, {@code in-step}, {@code working}, {@code stopped} or {@code failing}
 * @param wanted rights that the grants call for
 * @param found rights of this exchange on Kafka at the last look
 * @param preparing datasets whose topic or schema does not stand yet
 * @param stopped the plan that a guard stopped, which an operator may confirm
 * @param last what the last look that ran to its end did; null before the first, or from an older catalogue
 * @param ledger how the ledger is doing, which enforcement waits for; null from an older catalogue
 */
public record Enforcement(
        String state,
        @Nullable Instant lastReconcileAt,
        @Nullable Integer wanted,
        @Nullable Integer found,
        @Nullable Integer preparing,
        @Nullable Reason detail,
        @Nullable StoppedPlan stopped,
        @Nullable LastLook last,
        @Nullable Ledger ledger) {

    /**
     * A plan that would change more than the guard lets pass unasked.
     *
     * @param changes all that a confirmation lets be done, each a line that begins with {@code + } or {@code - }; null
     *     from an older catalogue
     */
    public record StoppedPlan(
            String plan,
            Reason reason,
            int create,
            int remove,
            Instant at,
            @Nullable List<String> changes) {}

    /**
     * What one look did.
     *
     * @param created rights made on Kafka
     * @param removed rights taken away on Kafka
     * @param reported what was found on Kafka that is not the exchange's own; left alone
     */
    public record LastLook(
            Instant startedAt,
            long tookMillis,
            String clusterId,
            int created,
            int removed,
            List<Failed> errors,
            List<String> reported) {}

    /** What went wrong with one right, topic or subject. */
    public record Failed(String object, String error) {}

    /**
     * The ledger's state.
     *
     * @param size entries in the ledger
     * @param signedSize entries under the newest signed checkpoint
     * @param waiting entries committed that are not in the ledger yet
     * @param waitingMillis how long the oldest of those has waited
     * @param signerRefusal why the signer does not sign; null where it does
     * @param failure what fails in the rounds that sequence and sign; null where nothing does
     */
    public record Ledger(
            long size,
            long signedSize,
            long waiting,
            long waitingMillis,
            @Nullable SignerRefusal signerRefusal,
            @Nullable Failure failure) {}

    /** A fault of the ledger's rounds: a word, and what an operator needs to know. */
    public record Failure(String code, String detail) {}

    /** Why the signer does not sign: a word, and what an operator needs to know. */
    public record SignerRefusal(String cause, String detail) {}
}
