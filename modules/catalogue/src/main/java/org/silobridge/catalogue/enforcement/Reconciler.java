package org.silobridge.catalogue.enforcement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.enforcement.EnforcementStore.StoppedPlan;
import org.silobridge.catalogue.enforcement.KafkaCluster.FoundTopic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at the catalogue and at Kafka, and the steps that make the second like the first. Holds nothing between two
 * looks but the last marker: killed anywhere, the next look finds what is left to do.
 *
 * <p>A look is a sequence of steps, and each step reads both sides again and does the first thing that is left, in this
 * order: withdraw what a decision ended; write down what was seen; remove what nobody decided; create topics; grant. So
 * every write is decided on what was just read, what a write did is seen by reading back, and a revocation that comes in
 * the middle of a thousand grants is the very next thing done.
 */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    /** Bindings that one step removes or creates at most. */
    private static final int STEP = 4_000;

    private final KafkaCluster kafka;
    private final EnforcementStore store;
    private final Territory territory;
    private final Guard guard;
    private final Duration quarantineRetention;
    private final ReadQuotas quotas;
    private final Clock clock;
    private volatile @Nullable Marker marker;

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
    }

    /**
     * To be called when this replica begins to lead: whoever led meanwhile may have moved the marker, and what is
     * remembered of it would vouch for a database that is older.
     */
    void forget() {
        marker = null;
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
        return new Run(mayWrite).look();
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
            while (true) {
                var found = kafka.rights();
                var now = clock.instant();
                var state = store.read();
                var wanted = Wanted.of(state, territory, quarantineRetention, now);
                var between = Plan.between(wanted, found, territory);
                var keeping = store.kept(now);
                var kept = kept(between, keeping.keySet());
                var plan = between.keeping(kept);
                var open = store.openPlan().orElse(null);
                var standing = standing(clusterId, found, open);
                var inside = found.stream().filter(territory::owns).toList();
                var confirmed = open != null && open.confirmed() ? open.changes() : Set.<String>of();
                var rights = new HashSet<>(wanted.rights().keySet());
                rights.addAll(inside);
                var lost = lostTopics(wanted);
                var verdict = guard.judge(plan, lost, rights.size(), standing, confirmed);

                if (!mayWrite.getAsBoolean()) {
                    throw new LeaseLost();
                }
                if (remove(verdict.withdraw())) {
                    continue;
                }
                if (standing != Standing.OTHER_CLUSTER
                        && writeDown(wanted, between, keeping.keySet(), found, standing, now)) {
                    continue;
                }
                var stopped = keepStop(verdict.stop(), open, kept, now);
                if (remove(verdict.heal())) {
                    continue;
                }
                if (standing == Standing.KNOWN && makeTopics(wanted, verdict.withheld())) {
                    continue;
                }
                if (create(verdict.create())) {
                    continue;
                }
                if (standing == Standing.KNOWN) {
                    tendLogins(state, wanted, found, now);
                }
                int preparing = standing == Standing.KNOWN
                        ? markReady(state, wanted, found, now)
                        : (int) state.datasets().stream()
                                .filter(d -> !d.ready() && !d.ended())
                                .count();
                if (open != null && open.confirmed() && stopped.isEmpty() && lost.isEmpty()) {
                    store.closePlan(open.id(), true);
                }
                if (standing == Standing.KNOWN) {
                    limitReading(state);
                    advanceMarker();
                }
                return new Look(
                        startedAt,
                        Duration.between(startedAt, clock.instant()),
                        clusterId,
                        wanted.rights().size(),
                        inside.size(),
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
                        report(state, wanted, plan, kept));
            }
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
            if (marker == null) {
                marker = kafka.marker(territory.markerTopic()).orElse(null);
            }
            boolean continued = marker != null && store.continues(marker);
            if (bound.isEmpty()) {
                if ((marker == null || continued) && found.stream().noneMatch(territory::owns)) {
                    adopt(clusterId);
                    return Standing.KNOWN;
                }
                return Standing.EMPTY_DATABASE;
            }
            // The marker was there before this database was bound: one that is missing was taken away.
            return continued ? Standing.KNOWN : Standing.OLDER_DATABASE;
        }

        private void adopt(String clusterId) {
            if (!mayWrite.getAsBoolean()) {
                throw new LeaseLost();
            }
            var head = store.ledger();
            kafka.writeMarker(territory.markerTopic(), head);
            store.bind(clusterId);
            marker = head;
        }

        private void advanceMarker() {
            var head = store.ledger();
            if (!head.equals(marker)) {
                if (!mayWrite.getAsBoolean()) {
                    throw new LeaseLost();
                }
                kafka.writeMarker(territory.markerTopic(), head);
                marker = head;
            }
        }

        /** @return whether there was anything to try */
        private boolean remove(Set<AclBinding> rights) {
            var batch = next(rights);
            if (batch.isEmpty()) {
                return false;
            }
            var failures = kafka.deleteRights(batch);
            removed += batch.size() - failures.size();
            failed(failures);
            return true;
        }

        private boolean create(Set<AclBinding> rights) {
            var batch = next(rights);
            if (batch.isEmpty()) {
                return false;
            }
            advanceMarker();
            var failures = kafka.createRights(batch);
            created += batch.size() - failures.size();
            failed(failures);
            return true;
        }

        /** What was not tried in this look yet: what failed, or is not to be seen at once, waits for the next one. */
        private List<AclBinding> next(Collection<AclBinding> rights) {
            var batch = rights.stream()
                    .filter(right -> !attempted.contains(right))
                    .limit(STEP)
                    .toList();
            attempted.addAll(batch);
            return batch;
        }

        private void failed(Map<AclBinding, String> failures) {
            failures.forEach((right, error) -> {
                errors.put(RightText.of(right), error);
                LOG.atError()
                        .addKeyValue("principal", right.entry().principal())
                        .addKeyValue("topic", right.pattern().name())
                        .addKeyValue("error", error)
                        .log("Kafka refused a change of rights");
            });
        }

        /**
         * @param plan with the strangers that are kept: kept is not explained, it stays a finding
         * @return whether the catalogue says something else now
         */
        private boolean writeDown(
                Wanted wanted, Plan plan, Set<String> keeping, Set<AclBinding> found, Standing standing, Instant now) {
            if (!keeping.isEmpty()) { // Before a withdrawal is written down: after it nobody would know any more.
                store.overtaken(
                        in(wanted.ended().keySet(), keeping).map(RightText::of).toList(), now);
            }
            if (!plan.applied().isEmpty()) {
                store.applied(plan.applied(), now);
            }
            if (!plan.withheld().isEmpty()) {
                store.withheld(plan.withheld(), now);
            }
            if (!plan.withdrawn().isEmpty()) {
                store.withdrawn(plan.withdrawn(), now);
            }
            var stand = new HashSet<>(wanted.rights().keySet());
            stand.retainAll(found);
            store.findings(plan.strangers(), plan.outside(), stand, now);
            if (standing == Standing.KNOWN) { // Another database may miss what was never lost.
                store.losses(plan.restorations(), stand, now);
            }
            if (wanted.overdue().isEmpty()) {
                return false;
            }
            store.expire(wanted.overdue(), now);
            return true;
        }

        /** The rights that nobody granted and somebody decided to keep. What a decision ended is never among them. */
        private static Set<AclBinding> kept(Plan plan, Set<String> keeping) {
            return in(plan.strangers(), keeping).collect(Collectors.toSet());
        }

        private static Stream<AclBinding> in(Set<AclBinding> rights, Set<String> texts) {
            return texts.isEmpty()
                    ? Stream.empty()
                    : rights.stream().filter(right -> texts.contains(RightText.of(right)));
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
        private void tendLogins(CatalogueState state, Wanted wanted, Set<AclBinding> found, Instant now) {
            for (var department : state.departments()) {
                for (var login : department.logins()) {
                    Predicate<AclBinding> its =
                            right -> right.entry().principal().equals(territory.principal(department.id(), login));
                    if (!login.isOver(now)) {
                        if (!login.stood()
                                && wanted.rights().keySet().stream().filter(its).allMatch(found::contains)) {
                            store.loginStands(department.id(), login.number(), now);
                        }
                    } else if (found.stream().filter(territory::owns).noneMatch(its)) {
                        if (!mayWrite.getAsBoolean()) {
                            throw new LeaseLost();
                        }
                        kafka.deleteUser(territory.names().login(department.id(), login.number()));
                        store.loginGone(department.id(), login.number(), now);
                    }
                }
            }
        }

        /** @return how many datasets are not ready yet */
        private int markReady(CatalogueState state, Wanted wanted, Set<AclBinding> found, Instant now) {
            int preparing = 0;
            for (var dataset : state.datasets()) {
                if (dataset.ready() || dataset.ended()) {
                    continue;
                }
                var needed = Wanted.topicsOf(dataset, territory.names());
                boolean standing = topics.keySet().containsAll(needed);
                boolean registered = !dataset.wireSchemas().isEmpty()
                        && dataset.wireSchemas().stream().allMatch(schema -> schema.schemaId() != null);
                boolean writable = wanted.rights().keySet().stream()
                        .filter(right -> territory.isOf(right.entry().principal(), dataset.owner())
                                && (right.pattern().resourceType() != ResourceType.TOPIC
                                        || needed.contains(right.pattern().name())))
                        .allMatch(found::contains);
                if (dataset.ledgered() && standing && registered && writable) {
                    store.ready(dataset, now);
                } else {
                    preparing++;
                }
            }
            return preparing;
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

    /** Another replica may lead by now: this one stops where it is. */
    static final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1;

        LeaseLost() {
            super("another replica may lead by now");
        }
    }
}
