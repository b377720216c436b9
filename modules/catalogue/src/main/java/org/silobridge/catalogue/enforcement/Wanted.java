package org.silobridge.catalogue.enforcement;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.silobridge.catalogue.enforcement.CatalogueState.Department;
import org.silobridge.catalogue.enforcement.CatalogueState.Grant;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantState;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Slug;

/**
 * What Kafka has to look like: a pure function of what the catalogue says. The rights are the union over all grants in
 * force, each with what it rests on, so that ending one grant never cuts another; for each log-in of a department.
 *
 * @param rights each wanted binding with every grant that it rests on; none for what a department has as owner
 * @param running the wanted bindings that stood already, because they rest on a grant that is in force, or belong to
 *     the owner of a dataset that is ready: were they missing, they got lost
 * @param ended the bindings that some ended or suspended grant gave and whose removal a decision or a date therefore
 *     explains; so, too, those of a grant that was resumed and waits for the ledger, of departments that ended, and of the
 *     owners of datasets that ended or passed to others
 * @param waiting grants held back until the ledger has integrated their approval
 * @param unledgered datasets held back from a new owner until the ledger has integrated that they are its
 * @param overdue grants whose time is up while the catalogue still holds them for running
 * @param lasting those of the topics that have stood already, because a dataset on them is ready: were one missing, its
 *     records are lost
 * @param users the SCRAM users that may exist; who has none yet has none
 * @param nextEnd when the next grant or log-in ends by the calendar
 */
record Wanted(
        Map<AclBinding, Set<Grant>> rights,
        Set<AclBinding> running,
        Map<AclBinding, Set<Grant>> ended,
        List<Grant> waiting,
        Set<DatasetId> unledgered,
        List<Grant> overdue,
        Map<String, TopicSpec> topics,
        Set<String> lasting,
        Set<String> users,
        Optional<Instant> nextEnd) {

    private static final String ANY_HOST = "*";

    Wanted {
        rights = Collections.unmodifiableMap(rights);
        running = Collections.unmodifiableSet(running);
        ended = Collections.unmodifiableMap(ended);
        waiting = List.copyOf(waiting);
        unledgered = Set.copyOf(unledgered);
        overdue = List.copyOf(overdue);
        topics = Collections.unmodifiableMap(topics);
        lasting = Set.copyOf(lasting);
        users = Set.copyOf(users);
    }

    static Wanted of(CatalogueState state, Territory territory, Duration quarantineRetention, Instant now) {
        var rights = new HashMap<AclBinding, Set<Grant>>();
        var topics = new LinkedHashMap<String, TopicSpec>();
        var lasting = new HashSet<String>();
        var names = territory.names();
        var shared = new SharedParts();
        Map<DepartmentId, Department> departments =
                state.departments().stream().collect(toMap(Department::id, Function.identity()));

        var publishing = state.datasets().stream()
                .filter(CatalogueState.Dataset::ready)
                .map(CatalogueState.Dataset::owner)
                .collect(toSet());
        var atWork = state.grants().stream()
                .filter(grant -> grant.state() == GrantState.ACTIVE)
                .map(Grant::department)
                .collect(toCollection(() -> new HashSet<>(publishing)));
        var running = new HashSet<AclBinding>();

        var ended = new HashMap<AclBinding, Set<Grant>>();
        for (var department : state.departments()) {
            boolean stood = atWork.contains(department.id());
            for (var right : ofItsOwn(department.id(), territory)) {
                if (department.ended()) {
                    ended.putIfAbsent(right, Set.of());
                } else {
                    owned(rights, running, stood, shared.of(right));
                }
            }
        }
        var datasetTopics = new HashMap<DatasetId, String>();
        var unledgered = new HashSet<DatasetId>();
        var homesAtWork = state.datasets().stream()
                .filter(CatalogueState.Dataset::ready)
                .map(CatalogueState.Dataset::home)
                .collect(toSet());
        for (var dataset : state.datasets()) {
            var topic = names.datasetTopic(dataset.name(), dataset.major());
            datasetTopics.put(dataset.id(), topic);
            dataset.formerOwners().forEach(former -> ownersRights(dataset, former, territory)
                    .forEach(right -> ended.computeIfAbsent(right, r -> new HashSet<>())));
            if (dataset.ended()) {
                ownersRights(dataset, dataset.owner(), territory)
                        .forEach(right -> ended.computeIfAbsent(right, r -> new HashSet<>()));
                continue; // Its topics stay as they are, and nobody's.
            }
            // As long as a row may be replayed from quarantine it can be seen that its thing was deleted since.
            var retention = dataset.compacted() ? Optional.of(quarantineRetention) : dataset.retention();
            topics.put(topic, new TopicSpec(topic, dataset.partitions(), retention, dataset.compacted()));
            if (dataset.ready()) {
                lasting.addAll(topicsOf(dataset, names));
            } else if (dataset.stood()) {
                lasting.add(topic);
            }
            privateTopics(names, dataset.home(), quarantineRetention).forEach(spec -> topics.put(spec.name(), spec));
            if (!dataset.ledgered()) {
                unledgered.add(dataset.id());
                continue;
            }
            for (var right : ownersRights(dataset, dataset.owner(), territory)) {
                boolean everyones = !right.pattern().name().equals(topic);
                owned(
                        rights,
                        running,
                        everyones ? homesAtWork.contains(dataset.home()) : dataset.ready(),
                        shared.of(right));
            }
        }

        var waiting = new ArrayList<Grant>();
        var overdue = new ArrayList<Grant>();
        Instant nextEnd = null;
        var principals = new HashMap<DepartmentId, String>();
        for (var grant : state.grants()) {
            var topic = datasetTopics.get(grant.dataset());
            if (topic == null) {
                throw new IllegalStateException("grant " + grant.id() + " names a dataset that is not there");
            }
            var right = shared.of(read(principals.computeIfAbsent(grant.department(), territory::principal), topic));
            if (grant.isOverdue(now)) {
                overdue.add(grant);
            }
            var holder = departments.get(grant.department());
            if (grant.isEnded() || grant.isOverdue(now) || (holder != null && holder.ended())) {
                ended.merge(right, Set.of(grant), Wanted::both);
                continue;
            }
            if (nextEnd == null || grant.until().isBefore(nextEnd)) {
                nextEnd = grant.until();
            }
            boolean suspended = grant.state() == GrantState.SUSPENDED;
            boolean waits = grant.state() == GrantState.APPROVED && !grant.ledgered();
            if (waits) {
                waiting.add(grant);
            }
            if (suspended || waits) {
                if (suspended || grant.resumed()) {
                    ended.merge(right, Set.of(grant), Wanted::both);
                }
                continue;
            }
            rights.merge(right, Set.of(grant), Wanted::both);
            if (grant.state() == GrantState.ACTIVE) {
                running.add(right);
            }
        }
        new Logins(state, territory, now).spread(rights, running, ended);
        var users = new HashSet<String>();
        for (var department : state.departments()) {
            users.addAll(department.users(names));
            for (var login : department.logins()) {
                var over = login.overAt();
                if (over != null && over.isAfter(now) && (nextEnd == null || over.isBefore(nextEnd))) {
                    nextEnd = over;
                }
            }
        }
        return new Wanted(
                rights,
                running,
                ended,
                waiting,
                unledgered,
                overdue,
                topics,
                lasting,
                users,
                Optional.ofNullable(nextEnd));
    }

    /** The grants, in force or ended, that these rights come from. */
    Set<Grant> giving(Set<AclBinding> some) {
        var grants = new HashSet<Grant>();
        for (var right : some) {
            grants.addAll(rights.getOrDefault(right, Set.of()));
            grants.addAll(ended.getOrDefault(right, Set.of()));
        }
        return grants;
    }

    /** The topics that have to stand before {@code dataset} can be published to. */
    static Set<String> topicsOf(CatalogueState.Dataset dataset, KafkaNames names) {
        return Set.of(
                names.datasetTopic(dataset.name(), dataset.major()),
                names.quarantineTopic(dataset.home()),
                names.positionsTopic(dataset.home()));
    }

    /** What the owner of a dataset has on its topics. */
    private static List<AclBinding> ownersRights(
            CatalogueState.Dataset dataset, DepartmentId owner, Territory territory) {
        var names = territory.names();
        var principal = territory.principal(owner);
        var rights = new ArrayList<AclBinding>();
        for (var topic : topicsOf(dataset, names)) {
            rights.add(onTopic(principal, topic, AclOperation.WRITE));
            rights.add(onTopic(principal, topic, AclOperation.READ));
        }
        rights.add(onTopic(principal, names.datasetTopic(dataset.name(), dataset.major()), AclOperation.DESCRIBE));
        return rights;
    }

    /** What every department has, whatever it publishes or reads. */
    private static List<AclBinding> ofItsOwn(DepartmentId department, Territory territory) {
        return ofItsOwn(territory.principal(department), department, territory.names());
    }

    static List<AclBinding> ofItsOwn(String principal, DepartmentId department, KafkaNames names) {
        var groups = names.groupPrefix(department);
        var transactions = names.transactionalIdPrefix(department);
        return List.of(
                right(principal, ResourceType.GROUP, PatternType.PREFIXED, groups, AclOperation.READ),
                right(principal, ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, transactions, AclOperation.WRITE),
                right(
                        principal,
                        ResourceType.TRANSACTIONAL_ID,
                        PatternType.PREFIXED,
                        transactions,
                        AclOperation.DESCRIBE));
    }

    private static List<TopicSpec> privateTopics(KafkaNames names, Slug home, Duration quarantineRetention) {
        return List.of(
                new TopicSpec(names.quarantineTopic(home), 1, Optional.of(quarantineRetention), false),
                new TopicSpec(names.positionsTopic(home), 1, Optional.empty(), true));
    }

    private static void owned(
            Map<AclBinding, Set<Grant>> rights, Set<AclBinding> running, boolean stood, AclBinding right) {
        rights.putIfAbsent(right, Set.of());
        if (stood) {
            running.add(right);
        }
    }

    /** Nearly every right rests on one grant, and there may be a hundred thousand: no set that could grow for each. */
    private static Set<Grant> both(Set<Grant> some, Set<Grant> more) {
        var all = new HashSet<>(some);
        all.addAll(more);
        return all;
    }

    /** What a grant gives on Kafka. */
    static AclBinding read(String principal, String topic) {
        return onTopic(principal, topic, AclOperation.READ);
    }

    private static AclBinding onTopic(String principal, String topic, AclOperation operation) {
        return right(principal, ResourceType.TOPIC, PatternType.LITERAL, topic, operation);
    }

    private static AclBinding right(
            String principal, ResourceType type, PatternType pattern, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry(principal, ANY_HOST, operation, AclPermissionType.ALLOW));
    }
}
