package org.silobridge.catalogue.enforcement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.enforcement.CatalogueState.Grant;
import org.silobridge.catalogue.enforcement.EnforcementStore.StoppedPlan;
import org.silobridge.catalogue.enforcement.KafkaCluster.FoundTopic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at the catalogue and at Kafka, and the steps that make the second like the first. Holds nothing between two
 * looks but the last marker: killed anywhere, the next look finds what is left to do.
 *
 * <p>A look is a sequence of steps, and each step reads both sides again and does the first thing that is left, in this
 * order: withdraw what a decision ended; write down what was seen; remove what nobody decided; create topics; grant. What
 * a write did is seen by reading back.
 *
 * <p>Reading everything takes the longer the larger the catalogue is. So single decisions are carried out beside it
 * ({@link Bailiff}), on another thread: they take {@link Turn}s with what a look writes, batch by batch, and the look leaves
 * alone what they changed since it read. A revocation that comes in the middle of many thousand grants is the very next
 * thing done.
 */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    /** Bindings that are removed or created, and grants that are written down, before decisions have their turn. */
    private static final int BATCH = 2_000;

    private final KafkaCluster kafka;
    private final EnforcementStore store;
    private final Territory territory;
    private final Guard guard;
    private final Duration quarantineRetention;
    private final ReadQuotas quotas;
    private final Clock clock;
    private final LedgerMarker marker;
    private final Turn turn = new Turn();
    private final Bailiff bailiff;
    private final Findings findings;

    Reconciler(
            KafkaCluster kafka,
            EnforcementStore store,
            Territory territory,
            Guard guard,
            Duration quarantineRetention,
            ReadQuotas quotas,
            Clock clock) {
        this.kafka = kafka;
        this.store = store;
        this.territory = territory;
        this.guard = guard;
        this.quarantineRetention = quarantineRetention;
        this.quotas = quotas;
        this.clock = clock;
        this.marker = new LedgerMarker(kafka, store, territory);
        this.bailiff = new Bailiff(kafka, store, territory, marker, turn, clock);
        this.findings = new Findings(store);
    }

    /**
     * To be called when this replica begins to lead: whoever led meanwhile may have moved the marker, and what is
     * remembered of it would vouch for a database that is older.
     */
    void forget() {
        marker.forget();
    }

    /** What a look came to. */
    record Look(
            Instant startedAt,
            Duration took,
            String clusterId,
            int wanted,
            int found,
            int created,
            int removed,
            int preparing,
            boolean unfinished,
            Optional<Instant> nextEnd,
            Optional<StoppedPlan> stopped,
            Map<String, String> errors,
            List<String> reported) {}

    /**
     * @param mayWrite asked before every write
     * @throws KafkaCluster.KafkaUnavailable if Kafka does not answer
     */
    Look look(BooleanSupplier mayWrite) {
        try {
            return new Run(mayWrite).look();
        } finally {
            turn.done();
        }
    }

    /**
     * Carries out single decisions, in the midst of a look on another thread or without one.
     *
     * @param mayWrite asked before every write
     * @throws KafkaCluster.KafkaUnavailable if Kafka does not answer
     */
    Bailiff.Result decide(BooleanSupplier mayWrite) {
        return bailiff.carryOut(mayWrite);
    }

    private final class Run {
        private final Instant startedAt = clock.instant();
        private final BooleanSupplier mayWrite;
        private final Set<AclBinding> attempted = new HashSet<>();
        private final Map<String, String> errors = new TreeMap<>();
        private int created;
        private int removed;
        private Map<String, FoundTopic> topics = Map.of();
        private boolean topicsMade;

        private Run(BooleanSupplier mayWrite) {
            this.mayWrite = mayWrite;
        }

        private Look look() {
            var clusterId = kafka.clusterId();
            topics = foundTopics();
            Look look = null;
            while (look == null) {
                turn.read();
                var found = kafka.rights();
                var now = clock.instant();
                var state = store.read();
                var wanted = Wanted.of(state, territory, quarantineRetention, now);
                var seen = new Seen(clusterId, found, state, wanted, Plan.between(wanted, found, territory), now);
                turn.take();
                try {
                    look = step(seen);
                } finally {
                    turn.give();
                }
            }
            return look;
        }

        /** @return null where something was done, so that both sides have to be read again */
        private @Nullable Look step(Seen seen) {
            var now = seen.now();
            var wanted = seen.wanted();
            var between = seen.between().without(turn.changed(), wanted);
            var keeping = store.kept(now);
            var kept = kept(between, keeping.keySet());
            var plan = between.keeping(kept);
            var open = store.openPlan().orElse(null);
            var standing = standing(seen.clusterId(), seen.found(), open);
            var confirmed = open != null && open.confirmed() ? open.changes() : Set.<String>of();
            int inside = (int) seen.found().stream().filter(territory::owns).count();
            int missing = plan.additions().size() + plan.restorations().size();
            var lost = lostTopics(wanted);
            var verdict = guard.judge(plan, lost, inside + missing, standing, confirmed);

            LeaseLost.unless(mayWrite);
            if (remove(verdict.withdraw())) {
                return null;
            }
            if (standing != Standing.OTHER_CLUSTER && writeDown(seen, between, standing)) {
                return null;
            }
            var stopped = keepStop(verdict.stop(), open, kept, now);
            if (standing == Standing.KNOWN && turn.aside(() -> makeTopics(wanted, verdict.withheld()))) {
                return null;
            }
            // Before anything is healed: who read by a right that nobody granted, and has a grant now, is not cut off.
            if (create(verdict.create(), wanted) || remove(verdict.heal())) {
                return null;
            }
            if (standing == Standing.KNOWN) {
                tendLogins(seen);
            }
            int preparing = standing == Standing.KNOWN
                    ? turn.aside(() -> markReady(seen))
                    : (int) seen.state().datasets().stream()
                            .filter(d -> !d.ready() && !d.ended())
                            .count();
            if (open != null && open.confirmed() && stopped.isEmpty() && lost.isEmpty()) {
                store.closePlan(open.id(), true);
            }
            if (standing == Standing.KNOWN) {
                marker.advance(mayWrite);
                turn.aside(() -> limitReading(seen.state()));
            }
            var reported = turn.aside(() -> report(seen.state(), wanted, plan, kept));
            return new Look(
                    startedAt,
                    Duration.between(startedAt, clock.instant()),
                    seen.clusterId(),
                    wanted.rights().size(),
                    inside,
                    created,
                    removed,
                    preparing,
                    !wanted.waiting().isEmpty()
                            || !wanted.unledgered().isEmpty()
                            || attempted.stream().anyMatch(right -> isLeft(right, verdict)),
                    Stream.concat(wanted.nextEnd().stream(), keeping.values().stream())
                            .min(Comparator.naturalOrder()),
                    stopped,
                    errors,
                    reported);
        }

        private boolean isLeft(AclBinding right, Guard.Verdict verdict) {
            return verdict.withdraw().contains(right)
                    || verdict.heal().contains(right)
                    || verdict.create().contains(right);
        }

        private Standing standing(String clusterId, Set<AclBinding> found, @Nullable StoppedPlan open) {
            var standing = look(clusterId, found);
            if (open != null && open.confirmed() && open.cause() == standing.cause()) {
                LOG.atWarn()
                        .addKeyValue("plan", open.id())
                        .addKeyValue("cause", open.cause().word())
                        .log("An operator confirmed: this database is the one for this Kafka cluster from now on");
                adopt(clusterId);
                return Standing.KNOWN;
            }
            return standing;
        }

        private Standing look(String clusterId, Set<AclBinding> found) {
            var bound = store.cluster();
            if (bound.isPresent() && !bound.get().equals(clusterId)) {
                return Standing.OTHER_CLUSTER;
            }
            boolean continued = marker.isContinued();
            if (bound.isEmpty()) {
                if ((marker.read().isEmpty() || continued) && found.stream().noneMatch(territory::owns)) {
                    adopt(clusterId);
                    return Standing.KNOWN;
                }
                return Standing.EMPTY_DATABASE;
            }
            // The marker was there before this database was bound: one that is missing was taken away.
            return continued ? Standing.KNOWN : Standing.OLDER_DATABASE;
        }

        private void adopt(String clusterId) {
            marker.adopt(mayWrite);
            store.bind(clusterId);
        }

        /** @return whether there was anything to try */
        private boolean remove(Set<AclBinding> rights) {
            return inBatches(rights, batch -> {
                var failures = kafka.deleteRights(batch);
                removed += batch.size() - failures.size();
                failed(failures);
            });
        }

        private boolean create(Set<AclBinding> rights, Wanted wanted) {
            return inBatches(rights, batch -> {
                var given = stillGiven(batch, wanted);
                marker.advance(mayWrite);
                var failures = kafka.createRights(given);
                created += given.size() - failures.size();
                failed(failures);
            });
        }

        /** Those that rest on no grant, or on one that is in force at this moment: much may have passed since all were read. */
        private List<AclBinding> stillGiven(List<AclBinding> rights, Wanted wanted) {
            var grants = rights.stream()
                    .flatMap(right -> wanted.rights().getOrDefault(right, Set.of()).stream())
                    .toList();
            var inForce = store.inForce(grants, clock.instant());
            return rights.stream()
                    .filter(right -> {
                        var restsOn = wanted.rights().getOrDefault(right, Set.of());
                        return restsOn.isEmpty()
                                || restsOn.stream().map(Grant::id).anyMatch(inForce::contains);
                    })
                    .toList();
        }

        /**
         * What was not tried in this look yet: what failed, or is not to be seen at once, waits for the next one. Between
         * two batches decisions have their turn.
         *
         * @return whether there was anything to try
         */
        private boolean inBatches(Set<AclBinding> rights, Consumer<List<AclBinding>> change) {
            var left = rights.stream().filter(attempted::add).toList();
            for (int from = 0; from < left.size(); from += BATCH) {
                if (from > 0) {
                    turn.pass();
                    LeaseLost.unless(mayWrite);
                }
                var batch = left.subList(from, Math.min(from + BATCH, left.size())).stream()
                        .filter(right -> !turn.changed().contains(right))
                        .toList();
                if (!batch.isEmpty()) {
                    change.accept(batch);
                }
            }
            return !left.isEmpty();
        }

        private void failed(Map<AclBinding, String> failures) {
            failures.forEach((right, error) -> {
                errors.put(RightText.of(right), error);
                refused(right, error);
            });
        }

        /**
         * @param plan with the strangers that are kept: kept is not explained, it stays a finding
         * @return whether the catalogue says something else now
         */
        private boolean writeDown(Seen seen, Plan plan, Standing standing) {
            var wanted = seen.wanted();
            var now = seen.now();
            // Before a withdrawal is written down: after it nobody would know any more.
            overtake(store, wanted.ended().keySet(), now);
            applied(plan.applied(), wanted, now);
            store.withheld(plan.withheld(), now);
            store.withdrawn(plan.withdrawn(), now);
            findings.found(plan.strangers(), plan.outside(), seen, turn.changed());
            if (standing == Standing.KNOWN) { // Another database may miss what was never lost.
                findings.lost(plan.restorations(), seen, turn.changed());
            }
            if (wanted.overdue().isEmpty()) {
                return false;
            }
            store.expire(wanted.overdue(), now);
            return true;
        }

        private void applied(Set<Grant> applied, Wanted wanted, Instant now) {
            var all = List.copyOf(applied);
            for (int from = 0; from < all.size(); from += BATCH) {
                if (from > 0) {
                    turn.pass();
                    LeaseLost.unless(mayWrite);
                }
                var changed = wanted.giving(turn.changed());
                store.applied(
                        all.subList(from, Math.min(from + BATCH, all.size())).stream()
                                .filter(grant -> !changed.contains(grant))
                                .toList(),
                        now);
            }
        }

        /** The rights that nobody granted and somebody decided to keep. What a decision ended is never among them. */
        private static Set<AclBinding> kept(Plan plan, Set<String> keeping) {
            return in(plan.strangers(), keeping).collect(Collectors.toSet());
        }

        private Optional<StoppedPlan> keepStop(
                Optional<Guard.Stop> stop, @Nullable StoppedPlan open, Set<AclBinding> kept, Instant now) {
            if (stop.isEmpty()) {
                if (open != null && !open.confirmed()) {
                    store.closePlan(open.id(), false);
                }
                return Optional.empty();
            }
            var held = stop.get();
            if (open != null
                    && !open.confirmed()
                    && open.cause() == held.cause()
                    && open.changes().containsAll(held.unexplained())
                    && kept.stream().map(Guard::removal).noneMatch(open.changes()::contains)) {
                return Optional.of(open);
            }
            var plan = store.stop(held, now);
            LOG.atError()
                    .addKeyValue("plan", plan.id())
                    .addKeyValue("cause", held.cause().word())
                    .addKeyValue("changes", held.changes().size())
                    .log("Stopped before changing rights on Kafka: an operator has to look and confirm");
            return Optional.of(plan);
        }

        private Map<String, FoundTopic> foundTopics() {
            return kafka.topics(territory.names().prefix() + ".");
        }

        private Set<String> lostTopics(Wanted wanted) {
            if (!topics.keySet().containsAll(wanted.lasting())) {
                topics = foundTopics(); // The catalogue was read after the topics: look twice before a word is said.
            }
            var lost = new TreeSet<>(wanted.lasting());
            lost.removeAll(topics.keySet());
            return lost;
        }

        /**
         * Makes what was missing when the guard judged.
         *
         * @return whether a topic was made or changed, so that the other side has to be read again
         */
        private boolean makeTopics(Wanted wanted, Set<String> withheld) {
            if (topicsMade) {
                return false;
            }
            topicsMade = true;
            var missing = new ArrayList<TopicSpec>();
            var different = new ArrayList<TopicSpec>();
            wanted.topics().forEach((name, spec) -> {
                var topic = topics.get(name);
                if (topic == null) {
                    if (!withheld.contains(name)) {
                        missing.add(spec);
                    }
                    return;
                }
                if (topic.partitions() != spec.partitions()) {
                    errors.put(
                            name,
                            "has " + topic.partitions() + " partitions instead of " + spec.partitions()
                                    + ", which would break the order per key: not touched");
                }
                if (!topic.settings().equals(spec.settings())) {
                    different.add(spec);
                }
            });
            if (!missing.isEmpty()) {
                errors.putAll(kafka.createTopics(missing));
            }
            if (!different.isEmpty()) {
                errors.putAll(kafka.alterSettings(different));
            }
            boolean changed = !missing.isEmpty() || !different.isEmpty();
            if (changed) {
                topics = foundTopics();
            }
            return changed;
        }

        /**
         * Says of each new log-in when all its rights stand; and where a log-in that is over has no right left, deletes
         * its user: in that order, for a deleted user goes on with the connections it has.
         */
        private void tendLogins(Seen seen) {
            var wanted = seen.wanted();
            var found = seen.found();
            var now = seen.now();
            for (var department : seen.state().departments()) {
                for (var login : department.logins()) {
                    Predicate<AclBinding> its =
                            right -> right.entry().principal().equals(territory.principal(department.id(), login));
                    if (!login.isOver(now)) {
                        if (!login.stood()
                                && wanted.rights().keySet().stream().filter(its).allMatch(found::contains)) {
                            store.loginStands(department.id(), login.number(), now);
                        }
                    } else if (found.stream().filter(territory::owns).noneMatch(its)) {
                        LeaseLost.unless(mayWrite);
                        kafka.deleteUser(territory.names().login(department.id(), login.number()));
                        store.loginGone(department.id(), login.number(), now);
                    }
                }
            }
        }

        /** @return how many datasets are not ready yet */
        private int markReady(Seen seen) {
            var preparing = seen.state().datasets().stream()
                    .filter(d -> !d.ready() && !d.ended())
                    .toList();
            if (preparing.isEmpty()) {
                return 0;
            }
            var missing = seen.wanted().rights().keySet().stream()
                    .filter(right -> !seen.found().contains(right))
                    .collect(Collectors.groupingBy(
                            right -> territory.firstOf(right.entry().principal())));
            int left = 0;
            for (var dataset : preparing) {
                var needed = Wanted.topicsOf(dataset, territory.names());
                boolean standing = topics.keySet().containsAll(needed);
                boolean registered = !dataset.wireSchemas().isEmpty()
                        && dataset.wireSchemas().stream().allMatch(schema -> schema.schemaId() != null);
                boolean writable =
                        missing
                                .getOrDefault(territory.firstOf(territory.principal(dataset.owner())), List.of())
                                .stream()
                                .noneMatch(right -> right.pattern().resourceType() != ResourceType.TOPIC
                                        || needed.contains(right.pattern().name()));
                if (dataset.ledgered() && standing && registered && writable) {
                    store.ready(dataset, seen.now());
                } else {
                    left++;
                }
            }
            return left;
        }

        private void limitReading(CatalogueState state) {
            if (quotas.isUntouched()) {
                return;
            }
            var here = state.departments().stream()
                    .filter(department -> !department.ended())
                    .toList();
            var changes = quotas.missing(here, territory.names(), kafka.readQuotas());
            if (!changes.isEmpty()) {
                kafka.setReadQuotas(changes).forEach((user, error) -> errors.put("quota " + user, error));
            }
        }

        private List<String> report(CatalogueState state, Wanted wanted, Plan plan, Set<AclBinding> kept) {
            var reported = new ArrayList<String>();
            quotas.unknown(state.departments())
                    .forEach(slug -> reported.add("quota for " + slug + ", which no department is"));
            plan.outside().forEach(right -> reported.add("right " + RightText.of(right)));
            kept.stream().map(RightText::of).sorted().forEach(right -> reported.add("kept right " + right));
            topics.keySet().stream()
                    .filter(topic -> !wanted.topics().containsKey(topic) && !topic.equals(territory.markerTopic()))
                    .sorted()
                    .forEach(topic -> reported.add("topic " + topic));
            kafka.users().stream()
                    .filter(user -> territory.ownsUser(user) && !wanted.users().contains(user))
                    .sorted()
                    .forEach(user -> reported.add("user " + user));
            return reported;
        }
    }

    /** Ends the keeping of rights that a decision ended. */
    static void overtake(EnforcementStore store, Set<AclBinding> ended, Instant now) {
        if (!ended.isEmpty()) {
            store.overtaken(
                    in(ended, store.kept(now).keySet()).map(RightText::of).toList(), now);
        }
    }

    private static Stream<AclBinding> in(Set<AclBinding> rights, Set<String> texts) {
        return texts.isEmpty() ? Stream.empty() : rights.stream().filter(right -> texts.contains(RightText.of(right)));
    }

    static void refused(AclBinding right, String error) {
        LOG.atError()
                .addKeyValue("principal", right.entry().principal())
                .addKeyValue("topic", right.pattern().name())
                .addKeyValue("error", error)
                .log("Kafka refused a change of rights");
    }

    /** Both sides as they were read, and what lies between them. */
    record Seen(
            String clusterId, Set<AclBinding> found, CatalogueState state, Wanted wanted, Plan between, Instant now) {}

    /** Another replica may lead by now: this one stops where it is. */
    static final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1;

        LeaseLost() {
            super("another replica may lead by now");
        }

        static void unless(BooleanSupplier mayWrite) {
            if (!mayWrite.getAsBoolean()) {
                throw new LeaseLost();
            }
        }
    }
}
