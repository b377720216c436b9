package org.silobridge.catalogue.enforcement;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.silobridge.model.DepartmentId;

/**
 * Makes the rights of a cluster that grew by itself, of all kinds, each with the score that it has by how it was made:
 * nothing here asks the code under test. Rights are told apart by their hosts.
 */
final class BrownField {
    /**
     * Who and what there is.
     *
     * @param owner of {@code topic}
     * @param reader has a grant on {@code topic}, and reads
     * @param idle has one for longer than Kafka remembers, and does not read
     * @param former had one
     * @param suspended has one that is suspended
     * @param newcomer never had any
     * @param locked has one, and no log-in
     * @param topic of a dataset
     * @param other of another dataset, of another owner: none of them ever had a grant on it
     */
    record Cast(
            DepartmentId owner,
            DepartmentId reader,
            DepartmentId idle,
            DepartmentId former,
            DepartmentId suspended,
            DepartmentId newcomer,
            DepartmentId locked,
            String topic,
            String other) {}

    private static final int KINDS = 31;
    private static final String EVERYBODY = "User:*";
    private static final List<AclOperation> TOPIC_OPERATIONS = List.of(
            AclOperation.ALL,
            AclOperation.READ,
            AclOperation.WRITE,
            AclOperation.CREATE,
            AclOperation.DELETE,
            AclOperation.ALTER,
            AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS);

    private final Territory territory;
    private final Cast cast;
    private final Random random;
    private final Map<AclBinding, Score> made = new LinkedHashMap<>();

    private BrownField(Territory territory, Cast cast, long seed) {
        this.territory = territory;
        this.cast = cast;
        this.random = new Random(seed);
    }

    /** So many different rights, with their scores. */
    static Map<AclBinding, Score> rights(Territory territory, Cast cast, int count, long seed) {
        var field = new BrownField(territory, cast, seed);
        for (int kind = 0; field.made.size() < count; kind++) {
            field.make(kind % KINDS);
        }
        return field.made;
    }

    private void make(int kind) {
        var names = territory.names();
        var prefix = names.prefix();
        switch (kind) {
            // Who nobody answers for
            case 0 -> topic(Score.ORPHAN, legacy(), cast.topic(), any());
            case 1 -> topic(Score.ORPHAN, "User:" + prefix + ".dep-0000000000000000", cast.other(), any());
            case 2 -> open(Score.ORPHAN, legacy(), any());
            case 3 -> topic(Score.ORPHAN, legacy(), prefix + ".left-behind", any());
            case 4 -> topic(Score.ORPHAN, of(cast.locked()), cast.topic(), AclOperation.READ);
            case 5 -> group(Score.ORPHAN, legacy(), names.groupPrefix(cast.reader()) + "copy", AclOperation.READ);
            // Wider than any grant
            case 6 ->
                topic(
                        Score.WIDER,
                        of(one(cast.reader(), cast.former(), cast.suspended())),
                        cast.topic(),
                        one(AclOperation.ALL, AclOperation.WRITE, AclOperation.DELETE, AclOperation.ALTER));
            case 7 -> open(Score.WIDER, of(one(cast.reader(), cast.former(), cast.owner())), AclOperation.READ);
            case 8 ->
                topic(
                        Score.WIDER,
                        of(cast.owner()),
                        cast.topic(),
                        one(AclOperation.ALL, AclOperation.DELETE, AclOperation.ALTER));
            case 9 -> topic(Score.WIDER, EVERYBODY, one(cast.topic(), cast.other()), any());
            case 10 -> open(Score.WIDER, EVERYBODY, any());
            case 11 -> group(Score.WIDER, of(one(cast.reader(), cast.newcomer())), "*", AclOperation.READ);
            case 12 ->
                group(Score.WIDER, of(cast.reader()), names.groupPrefix(cast.reader()) + "a", AclOperation.DELETE);
            // Over
            case 13, 14 -> topic(Score.EXPIRED, of(cast.former()), cast.topic(), reading());
            case 15 -> topic(Score.EXPIRED, of(cast.suspended()), cast.topic(), reading());
            // Never granted
            case 16 -> topic(Score.NO_BASIS, of(cast.newcomer()), one(cast.topic(), cast.other()), any());
            case 17 -> open(Score.NO_BASIS, of(cast.newcomer()), any());
            case 18 -> topic(Score.NO_BASIS, of(one(cast.reader(), cast.former())), cast.other(), any());
            case 19 ->
                topic(
                        Score.NO_BASIS,
                        of(one(cast.reader(), cast.owner())),
                        cast.topic(),
                        one(AclOperation.CREATE, AclOperation.DESCRIBE_CONFIGS, AclOperation.ALTER_CONFIGS));
            case 20 ->
                group(Score.NO_BASIS, of(cast.former()), names.groupPrefix(cast.reader()) + "a", AclOperation.READ);
            case 21 ->
                add(
                        Score.NO_BASIS,
                        of(cast.reader()),
                        ResourceType.TRANSACTIONAL_ID,
                        PatternType.PREFIXED,
                        names.transactionalIdPrefix(cast.owner()),
                        AclOperation.WRITE);
            case 22 ->
                add(
                        Score.NO_BASIS,
                        of(cast.owner()),
                        ResourceType.CLUSTER,
                        PatternType.LITERAL,
                        "kafka-cluster",
                        one(AclOperation.CREATE, AclOperation.IDEMPOTENT_WRITE, AclOperation.ALTER));
            // As it should be
            case 23 -> topic(Score.COVERED, of(cast.reader()), cast.topic(), reading());
            case 24 ->
                topic(
                        Score.COVERED,
                        of(cast.owner()),
                        cast.topic(),
                        one(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE));
            case 25 ->
                group(Score.COVERED, of(cast.newcomer()), names.groupPrefix(cast.newcomer()) + "a", AclOperation.READ);
            case 30 -> topic(Score.UNUSED, of(cast.idle()), cast.topic(), AclOperation.READ);
            // Not ours
            case 26 -> topic(Score.ELSEWHERE, one(legacy(), of(cast.reader()), EVERYBODY), prefix + "x.orders", any());
            case 27 ->
                add(
                        Score.ELSEWHERE,
                        legacy(),
                        ResourceType.CLUSTER,
                        PatternType.LITERAL,
                        "kafka-cluster",
                        AclOperation.CREATE);
            // What takes away
            case 28 ->
                add(
                        Score.DENIAL,
                        one(legacy(), of(cast.reader()), of(cast.newcomer())),
                        ResourceType.TOPIC,
                        one(PatternType.LITERAL, PatternType.PREFIXED),
                        cast.other(),
                        any(),
                        AclPermissionType.DENY);
            default ->
                add(
                        Score.ELSEWHERE,
                        legacy(),
                        ResourceType.TOPIC,
                        PatternType.PREFIXED,
                        prefix + "-2",
                        any(),
                        AclPermissionType.DENY);
        }
    }

    private String of(DepartmentId department) {
        return territory.principal(department);
    }

    private String legacy() {
        return "User:legacy-" + random.nextInt(5);
    }

    private AclOperation any() {
        return TOPIC_OPERATIONS.get(random.nextInt(TOPIC_OPERATIONS.size()));
    }

    private AclOperation reading() {
        return one(AclOperation.READ, AclOperation.DESCRIBE);
    }

    @SafeVarargs
    private final <T> T one(T... all) {
        return all[random.nextInt(all.length)];
    }

    private void topic(Score score, String principal, String topic, AclOperation operation) {
        add(score, principal, ResourceType.TOPIC, PatternType.LITERAL, topic, operation);
    }

    /** A prefix that takes the dataset's topic in, or everything. */
    private void open(Score score, String principal, AclOperation operation) {
        if (random.nextInt(3) == 0) {
            topic(score, principal, "*", operation);
        } else {
            int shortest = territory.names().prefix().length() - 1;
            int length = shortest + random.nextInt(cast.topic().length() + 1 - shortest);
            add(
                    score,
                    principal,
                    ResourceType.TOPIC,
                    PatternType.PREFIXED,
                    cast.topic().substring(0, length),
                    operation);
        }
    }

    private void group(Score score, String principal, String group, AclOperation operation) {
        add(score, principal, ResourceType.GROUP, PatternType.LITERAL, group, operation);
    }

    private void add(
            Score score,
            String principal,
            ResourceType type,
            PatternType pattern,
            String name,
            AclOperation operation) {
        add(score, principal, type, pattern, name, operation, AclPermissionType.ALLOW);
    }

    private void add(
            Score score,
            String principal,
            ResourceType type,
            PatternType pattern,
            String name,
            AclOperation operation,
            AclPermissionType permission) {
        var host = "10." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256);
        made.put(
                new AclBinding(
                        new ResourcePattern(type, name, pattern),
                        new AccessControlEntry(principal, host, operation, permission)),
                score);
    }
}
