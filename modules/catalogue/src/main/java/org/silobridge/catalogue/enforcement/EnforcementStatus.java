package org.silobridge.catalogue.enforcement;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/**
 * How Kafka compares with the grants.
 *
 * @param lastReconcileAt when a look last ran to its end; null before the first
 * @param wanted how many rights the grants and the departments call for
 * @param found how many rights under the exchange's prefix the last look found on Kafka
 * @param preparing how many datasets still lack their topic or schema
 * @param detail what goes wrong; null while nothing does
 * @param stopped the plan that a guard stopped; null where none stands
 * @param last what the last look that ran to its end did; null before the first
 */
public record EnforcementStatus(
        State state,
        @Nullable Instant lastReconcileAt,
        int wanted,
        int found,
        int preparing,
        @Nullable Reason detail,
        @Nullable StoppedPlan stopped,
        @Nullable LastLook last) {

    /** For Prometheus (text format 0.0.4), as this replica sees it: one that stands by is {@code starting}. */
    public String metrics() {
        var text = new StringBuilder();
        family(text, "silobridge_enforcement_state", "What the controller is at: 1 for that, 0 for the others.");
        for (var each : State.values()) {
            text.append("silobridge_enforcement_state{state=\"")
                    .append(each.word())
                    .append("\"} ")
                    .append(each == state ? 1 : 0)
                    .append('\n');
        }
        gauge(text, "silobridge_enforcement_rights_wanted", "Rights that grants and departments call for.", wanted);
        gauge(
                text,
                "silobridge_enforcement_rights_found",
                "Rights under the exchange's prefix at the last look.",
                found);
        gauge(
                text,
                "silobridge_enforcement_changes_stopped",
                "Changes of the plan that a guard stopped and an operator has to confirm.",
                stopped == null ? 0 : stopped.changes().size());
        if (lastReconcileAt != null) {
            gauge(
                    text,
                    "silobridge_enforcement_last_look_timestamp_seconds",
                    "When a look last ran to its end.",
                    lastReconcileAt.getEpochSecond());
        }
        if (last != null) {
            gauge(
                    text,
                    "silobridge_enforcement_objects_reported",
                    "Rights, topics and users that concern the exchange and are not its own to change.",
                    last.reported().size());
            gauge(
                    text,
                    "silobridge_enforcement_objects_failed",
                    "Rights, topics, users and quotas that Kafka could not be brought in step with.",
                    last.errors().size());
        }
        return text.toString();
    }

    private static void gauge(StringBuilder text, String name, String help, long value) {
        family(text, name, help);
        text.append(name).append(' ').append(value).append('\n');
    }

    private static void family(StringBuilder text, String name, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(" gauge\n");
    }

    /** What the controller is at. */
    public enum State {
        STARTING("starting"),
        IN_STEP("in-step"),
        WORKING("working"),
        /** A guard stopped it until an operator confirms. Narrowing goes on. */
        STOPPED("stopped"),
        /** Kafka, the registry or PostgreSQL does not answer; it tries again. */
        FAILING("failing");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** The word that the API uses. */
        public String word() {
            return word;
        }
    }

    /**
     * A plan that waits for an operator's confirmation.
     *
     * @param create how many of the changes make something
     * @param remove how many of them remove something
     * @param changes all that would be done, each a line that begins with {@code + } or {@code - }, in a stable order
     */
    public record StoppedPlan(String plan, Reason reason, int create, int remove, Instant at, List<String> changes) {
        public StoppedPlan {
            changes = List.copyOf(changes);
        }
    }

    /**
     * What one look did.
     *
     * @param clusterId the Kafka cluster that it found
     * @param created rights made on Kafka
     * @param removed rights taken away on Kafka
     * @param errors what went wrong, by the right, topic or subject it went wrong with
     * @param reported what was found beside the exchange's own: rights of others that take its topics in, topics and
     *     users under its prefix that it does not know; left alone
     */
    public record LastLook(
            Instant startedAt,
            Duration took,
            String clusterId,
            int created,
            int removed,
            Map<String, String> errors,
            List<String> reported) {
        public LastLook {
            errors = Map.copyOf(errors);
            reported = List.copyOf(reported);
        }
    }
}
