package org.silobridge.catalogue.enforcement;

import static java.util.stream.Collectors.groupingBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.enforcement.CatalogueState.Department;
import org.silobridge.catalogue.enforcement.RightsSurvey.Fate;
import org.silobridge.catalogue.enforcement.RightsSurvey.SurveyedRight;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Reason;

/**
 * Scores the rights of a cluster that the exchange did not make, or not all of them: a pure function of what Kafka and
 * the catalogue know. What a right allows is taken apart into operations on names, Kafka's implied operations among
 * them, and each is looked for among what its department has as owner, has by a grant in force, and had by a grant that
 * ended. A restriction to hosts makes a right no narrower here: who may log in from there can read.
 */
final class Surveyor {
    private static final String EVERYBODY = "User:*";
    private static final int TOPICS_SHOWN = 20;
    private static final int NAMES_SAID = 3;

    /** What Kafka lets do who may READ. */
    private static final Set<AclOperation> READING = EnumSet.of(AclOperation.READ, AclOperation.DESCRIBE);

    private static final Set<AclOperation> WRITING = EnumSet.of(AclOperation.WRITE, AclOperation.DESCRIBE);
    private static final Set<AclOperation> OWNING =
            EnumSet.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE);

    /** What ALL stands for on a topic, a group or a transactional id; more than there is of some of them. */
    private static final Set<AclOperation> EVERYTHING = EnumSet.of(
            AclOperation.READ,
            AclOperation.WRITE,
            AclOperation.CREATE,
            AclOperation.DELETE,
            AclOperation.ALTER,
            AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS);

    /**
     * What Kafka knows.
     *
     * @param rights every binding on the cluster
     * @param users all SCRAM users
     * @param topics the names of those that there are under the exchange's prefix
     */
    record OnKafka(Set<AclBinding> rights, Set<String> users, Set<String> topics, KafkaCluster.Commits commits) {}

    /**
     * What the catalogue knows.
     *
     * @param grants all that ever were
     * @param seen since when rights without an explanation have been seen, by their text
     * @param kept until when those of them are left that somebody decided to keep
     */
    record OnRecord(
            CatalogueState state, List<KnownGrant> grants, Map<String, Instant> seen, Map<String, Instant> kept) {}

    /**
     * A grant at any time of its life.
     *
     * @param since when it came into force; where it has not, when it was approved
     * @param over when it ended or was suspended; null while it is running, by what the catalogue says
     */
    record KnownGrant(
            GrantId id,
            DepartmentId department,
            DatasetId dataset,
            GrantState state,
            Instant since,
            Instant until,
            @Nullable Instant over) {

        boolean isInForce(Instant now) {
            return (state == GrantState.APPROVED || state == GrantState.ACTIVE) && until.isAfter(now);
        }
    }

    private final OnKafka kafka;
    private final OnRecord record;
    private final Territory territory;
    private final Wanted wanted;
    private final Instant now;
    private final Map<String, Department> departments = new HashMap<>();
    /** By principal, too: there is no such body any more, and nobody answers for it. */
    private final Map<String, Department> former = new HashMap<>();

    /** Principals that come with certificates or tokens. */
    private final Set<String> withoutUser = new HashSet<>();

    private final Map<DepartmentId, Set<String>> owned = new HashMap<>();
    private final Map<DepartmentId, Map<String, List<KnownGrant>>> grants = new HashMap<>();
    private final NavigableSet<String> names = new TreeSet<>();
    private final Map<String, List<AclBinding>> groupRights;
    private final Map<String, Set<String>> readByPrincipal = new HashMap<>();

    private Surveyor(OnKafka kafka, OnRecord record, Territory territory, Wanted wanted, Instant now) {
        this.kafka = kafka;
        this.record = record;
        this.territory = territory;
        this.wanted = wanted;
        this.now = now;
        for (var department : record.state().departments()) {
            var known = department.ended() ? former : departments;
            if (department.logins().isEmpty()) {
                known.put(territory.principal(department.id()), department);
            }
            department.logins().stream().filter(login -> !login.isOver(now)).forEach(login -> {
                var principal = territory.principal(department.id(), login);
                known.put(principal, department);
                if (!login.hasPassword()) {
                    withoutUser.add(principal);
                }
            });
        }
        var topics = new HashMap<DatasetId, String>();
        record.state().datasets().forEach(dataset -> {
            topics.put(dataset.id(), territory.names().datasetTopic(dataset.name(), dataset.major()));
            if (!dataset.ended()) {
                owned.computeIfAbsent(dataset.owner(), owner -> new HashSet<>())
                        .addAll(Wanted.topicsOf(dataset, territory.names()));
            }
        });
        for (var grant : record.grants()) {
            var topic = topics.get(grant.dataset());
            if (topic != null) { // Registered between two readings: the next survey has it.
                grants.computeIfAbsent(grant.department(), department -> new HashMap<>())
                        .computeIfAbsent(topic, name -> new ArrayList<>())
                        .add(grant);
            }
        }
        names.addAll(wanted.topics().keySet());
        names.addAll(kafka.topics());
        names.add(territory.markerTopic());
        groupRights = kafka.rights().stream()
                .filter(right -> right.pattern().resourceType() == ResourceType.GROUP
                        && Territory.allows(right)
                        && allowed(right).contains(AclOperation.READ))
                .collect(groupingBy(right -> right.entry().principal()));
    }

    static RightsSurvey survey(OnKafka kafka, OnRecord record, Territory territory, Duration quarantine, Instant now) {
        var surveyor =
                new Surveyor(kafka, record, territory, Wanted.of(record.state(), territory, quarantine, now), now);
        return new RightsSurvey(
                now,
                kafka.commits().kept(),
                kafka.rights().stream()
                        .map(surveyor::judge)
                        .sorted(Comparator.comparing(SurveyedRight::score).thenComparing(SurveyedRight::right))
                        .toList());
    }

    /** What a right is about: the names that there are, and whether it takes in others that may come. */
    private record Reach(List<String> names, boolean open, String pattern) {}

    /** What of a right rests on what. */
    private static final class Basis {
        /** Something of it is what the department has as owner, or by a grant in force. */
        private boolean within;

        private final Map<GrantId, KnownGrant> inForce = new TreeMap<>(Comparator.comparing(GrantId::value));
        private final Map<GrantId, KnownGrant> over = new TreeMap<>(Comparator.comparing(GrantId::value));
        private final Set<AclOperation> beyond = EnumSet.noneOf(AclOperation.class);
        private final Set<String> beyondNames = new TreeSet<>();

        private void beyond(Collection<AclOperation> operations, String name) {
            if (!operations.isEmpty()) {
                beyond.addAll(operations);
                beyondNames.add(name);
            }
        }

        private Set<Score> scores() {
            var scores = EnumSet.noneOf(Score.class);
            boolean hadBasis = within || !over.isEmpty();
            if (!beyond.isEmpty()) {
                scores.add(hadBasis ? Score.WIDER : Score.NO_BASIS);
            }
            if (!over.isEmpty()) {
                scores.add(Score.EXPIRED);
            }
            if (scores.isEmpty()) {
                scores.add(Score.COVERED);
            }
            return scores;
        }
    }

    private SurveyedRight judge(AclBinding right) {
        var text = RightText.of(right);
        if (!territory.owns(right) && !territory.concerns(right)) {
            return row(
                    right,
                    text,
                    EnumSet.of(Score.ELSEWHERE),
                    Reason.of("enforcement.survey.elsewhere"),
                    null,
                    new Reach(List.of(), false, ""),
                    new Basis());
        }
        var principal = right.entry().principal();
        boolean everybody = principal.equals(EVERYBODY);
        var department = departments.get(principal);
        var reach = reach(right);
        var basis = department == null ? new Basis() : basis(right, department, reach);
        var scores = EnumSet.noneOf(Score.class);
        if (!Territory.allows(right)) {
            scores.add(Score.DENIAL);
        } else if (department != null) {
            scores.addAll(basis.scores());
        } else if (everybody) {
            scores.add(Score.WIDER);
        }
        boolean locked = department != null
                && !withoutUser.contains(principal)
                && !kafka.users().contains(principal.substring(Territory.PRINCIPAL_TYPE.length()));
        if (locked || (department == null && !everybody)) {
            scores.add(Score.ORPHAN);
        }
        if (Territory.allows(right) && isUnused(right, department, reach, basis)) {
            scores.add(Score.UNUSED);
        }
        return row(right, text, scores, reason(right, scores, department, reach, basis), department, reach, basis);
    }

    private SurveyedRight row(
            AclBinding right,
            String text,
            Set<Score> scores,
            Reason reason,
            @Nullable Department department,
            Reach reach,
            Basis basis) {
        return new SurveyedRight(
                text,
                leading(scores),
                scores,
                reason,
                department == null ? null : department.id(),
                reach.names().stream().limit(TOPICS_SHOWN).toList(),
                reach.names().size(),
                reach.open(),
                List.copyOf(basis.inForce.keySet()),
                List.copyOf(basis.over.keySet()),
                record.seen().get(text),
                record.kept().get(text),
                fate(right, text));
    }

    private Fate fate(AclBinding right, String text) {
        if (wanted.rights().containsKey(right)) {
            return Fate.STANDS;
        }
        if (!territory.owns(right)) {
            return Fate.LEFT;
        }
        return record.kept().containsKey(text) && !wanted.ended().containsKey(right) ? Fate.KEPT : Fate.REMOVED;
    }

    private static Score leading(Set<Score> scores) {
        return scores.stream().min(Comparator.naturalOrder()).orElseThrow();
    }

    private Reach reach(AclBinding right) {
        var pattern = right.pattern();
        if (pattern.resourceType() != ResourceType.TOPIC) {
            return new Reach(List.of(), false, pattern.resourceType() + " " + shown(pattern));
        }
        if (!isOpen(pattern)) {
            return new Reach(List.of(pattern.name()), false, pattern.name());
        }
        var prefix = prefix(pattern);
        var reached = names.tailSet(prefix, true).stream()
                .takeWhile(name -> name.startsWith(prefix))
                .toList();
        return new Reach(reached, true, shown(pattern));
    }

    private static boolean isOpen(ResourcePattern pattern) {
        return pattern.patternType() == PatternType.PREFIXED
                || pattern.name().equals(ResourcePattern.WILDCARD_RESOURCE);
    }

    private static String prefix(ResourcePattern pattern) {
        return pattern.name().equals(ResourcePattern.WILDCARD_RESOURCE) && pattern.patternType() == PatternType.LITERAL
                ? ""
                : pattern.name();
    }

    private static String shown(ResourcePattern pattern) {
        return isOpen(pattern) ? prefix(pattern) + "*" : pattern.name();
    }

    /** The operations that the right allows, with those that Kafka takes them to imply. */
    private static Set<AclOperation> allowed(AclBinding right) {
        return switch (right.entry().operation()) {
            case ALL -> EVERYTHING;
            case READ, WRITE, DELETE, ALTER -> EnumSet.of(right.entry().operation(), AclOperation.DESCRIBE);
            case ALTER_CONFIGS -> EnumSet.of(AclOperation.ALTER_CONFIGS, AclOperation.DESCRIBE_CONFIGS);
            default -> EnumSet.of(right.entry().operation());
        };
    }

    private Basis basis(AclBinding right, Department department, Reach reach) {
        var basis = new Basis();
        var operations = allowed(right);
        switch (right.pattern().resourceType()) {
            case TOPIC -> {
                reach.names().forEach(name -> onTopic(basis, operations, department.id(), name));
                if (reach.open()) {
                    basis.beyond(operations, reach.pattern());
                }
            }
            case GROUP ->
                prefixed(basis, right, operations, READING, territory.names().groupPrefix(department.id()));
            case TRANSACTIONAL_ID ->
                prefixed(basis, right, operations, WRITING, territory.names().transactionalIdPrefix(department.id()));
            default -> basis.beyond(operations, reach.pattern());
        }
        return basis;
    }

    private void onTopic(Basis basis, Set<AclOperation> operations, DepartmentId department, String topic) {
        boolean owner = owned.getOrDefault(department, Set.of()).contains(topic);
        var given = grants.getOrDefault(department, Map.of()).getOrDefault(topic, List.of());
        var running = given.stream().filter(grant -> grant.isInForce(now)).toList();
        var left = EnumSet.copyOf(operations);
        if (owner) {
            basis.within |= left.removeAll(OWNING);
        }
        if (!running.isEmpty() && left.removeAll(READING)) {
            basis.within = true;
            running.forEach(grant -> basis.inForce.put(grant.id(), grant));
        }
        if (!given.isEmpty() && left.removeAll(READING)) {
            given.forEach(grant -> basis.over.put(grant.id(), grant));
        }
        basis.beyond(left, topic);
    }

    /** A department's groups and transactional ids are those that begin with its name, there or not. */
    private static void prefixed(
            Basis basis, AclBinding right, Set<AclOperation> operations, Set<AclOperation> given, String own) {
        var pattern = right.pattern();
        var left = EnumSet.copyOf(operations);
        if (pattern.name().startsWith(own)) {
            basis.within = left.removeAll(given);
        } else if (isOpen(pattern) && own.startsWith(prefix(pattern))) {
            basis.within = operations.stream().anyMatch(given::contains);
        }
        basis.beyond(left, pattern.resourceType() + " " + shown(pattern));
    }

    /**
     * Whether the right is to read others' topics, and no group that its principal may use has an offset on any of
     * them. Who keeps offsets elsewhere than in Kafka looks the same.
     */
    private boolean isUnused(AclBinding right, @Nullable Department department, Reach reach, Basis basis) {
        if (right.pattern().resourceType() != ResourceType.TOPIC
                || !allowed(right).contains(AclOperation.READ)) {
            return false;
        }
        var own = department == null ? Set.<String>of() : owned.getOrDefault(department.id(), Set.of());
        var others = reach.names().stream().filter(name -> !own.contains(name)).toList();
        var tooNew = now.minus(kafka.commits().kept());
        if (others.isEmpty()
                || basis.inForce.values().stream()
                        .anyMatch(grant -> grant.since().isAfter(tooNew))) {
            return false;
        }
        var read = readByPrincipal.computeIfAbsent(right.entry().principal(), this::read);
        return others.stream().noneMatch(read::contains);
    }

    /** The topics on which some group that the principal may use has an offset. */
    private Set<String> read(String principal) {
        var patterns = new ArrayList<>(groupRights.getOrDefault(principal, List.of()));
        patterns.addAll(groupRights.getOrDefault(EVERYBODY, List.of()));
        Predicate<String> mayUse = principal.equals(EVERYBODY)
                ? group -> true
                : group -> patterns.stream()
                        .map(AclBinding::pattern)
                        .anyMatch(pattern ->
                                isOpen(pattern) ? group.startsWith(prefix(pattern)) : group.equals(pattern.name()));
        var read = new HashSet<String>();
        kafka.commits().topics().forEach((group, topics) -> {
            if (mayUse.test(group)) {
                read.addAll(topics);
            }
        });
        return read;
    }

    private Reason reason(
            AclBinding right, Set<Score> scores, @Nullable Department department, Reach reach, Basis basis) {
        var principal = right.entry().principal();
        var slug = department == null ? "" : department.slug().value();
        return switch (leading(scores)) {
            case DENIAL -> Reason.of("enforcement.survey.denial", "count", outweighed(right));
            case ORPHAN -> orphan(principal, slug);
            case WIDER ->
                department == null
                        ? Reason.of("enforcement.survey.everybody", "names", reach.pattern())
                        : Reason.of(
                                "enforcement.survey.wider",
                                "department",
                                slug,
                                "operations",
                                words(basis.beyond),
                                "names",
                                some(basis.beyondNames));
            case EXPIRED -> ended(slug, basis.over);
            case NO_BASIS ->
                Reason.of("enforcement.survey.no-basis", "department", slug, "names", some(basis.beyondNames));
            case UNUSED ->
                Reason.of(
                        "enforcement.survey.unused",
                        "department",
                        slug,
                        "days",
                        kafka.commits().kept().toDays());
            case COVERED ->
                basis.inForce.isEmpty()
                        ? Reason.of("enforcement.survey.own", "department", slug)
                        : Reason.of(
                                wanted.rights().containsKey(right)
                                        ? "enforcement.survey.covered"
                                        : "enforcement.survey.narrower",
                                "grant",
                                some(ids(basis.inForce)));
            case ELSEWHERE -> Reason.of("enforcement.survey.elsewhere");
        };
    }

    /** @param department its slug; empty where there is none */
    private Reason orphan(String principal, String department) {
        var gone = former.get(principal);
        if (gone != null) {
            return Reason.of("enforcement.survey.department-ended", "department", gone.slug());
        }
        return department.isEmpty()
                ? Reason.of("enforcement.survey.orphan", "principal", principal)
                : Reason.of("enforcement.survey.no-credential", "department", department);
    }

    private static Reason ended(String department, Map<GrantId, KnownGrant> over) {
        var last = over.values().stream()
                .max(Comparator.comparing(Surveyor::end)
                        .thenComparing(grant -> grant.id().value()))
                .orElseThrow();
        return Reason.of(
                last.state() == GrantState.SUSPENDED ? "enforcement.survey.suspended" : "enforcement.survey.expired",
                "department",
                department,
                "grant",
                last.id(),
                "at",
                end(last));
    }

    private static Instant end(KnownGrant grant) {
        return grant.over() == null ? grant.until() : grant.over();
    }

    /** How many rights that are wanted it takes the effect from. */
    private long outweighed(AclBinding denial) {
        return wanted.rights().keySet().stream()
                .filter(right -> Plan.denies(denial, right))
                .count();
    }

    private static List<String> ids(Map<GrantId, KnownGrant> grants) {
        return grants.keySet().stream().map(GrantId::value).toList();
    }

    private static String words(Set<AclOperation> operations) {
        return operations.stream().map(AclOperation::name).collect(Collectors.joining(", "));
    }

    private static String some(Collection<String> names) {
        var said = names.stream().limit(NAMES_SAID).collect(Collectors.joining(", "));
        return names.size() <= NAMES_SAID ? said : said + ", … (" + names.size() + ")";
    }
}
