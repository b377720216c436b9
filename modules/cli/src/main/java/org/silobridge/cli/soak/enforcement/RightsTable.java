package org.silobridge.cli.soak.enforcement;

import static java.util.stream.Collectors.toSet;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.silobridge.client.Dataset;
import org.silobridge.client.Department;
import org.silobridge.client.Grant;
import org.silobridge.model.GrantState;
import org.silobridge.sandbox.Sandbox;

/**
 * The rights on Kafka: those that there should be, by the table of {@code docs/borders.md} written down a second time,
 * apart from the code that is tested, and those that there are.
 */
final class RightsTable implements AutoCloseable {
    private static final long ANSWER_SECONDS = 10;
    private static final long PATIENCE_SECONDS = 20;

    private final String prefix;
    private final Admin admin;

    RightsTable(Sandbox sandbox, String prefix) {
        this.prefix = prefix + ".";
        var client = new HashMap<String, Object>(sandbox.kafkaClientConfig(sandbox.kafkaAdmin()));
        // So that what failed here is not done later, unseen.
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TimeUnit.SECONDS.toMillis(ANSWER_SECONDS));
        client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TimeUnit.SECONDS.toMillis(ANSWER_SECONDS));
        this.admin = Admin.create(client);
    }

    /** What the table says. */
    Set<AclBinding> wanted(Collection<Department> departments, Collection<Dataset> datasets, Collection<Grant> grants) {
        var rights = new HashSet<AclBinding>();
        for (var department : departments) {
            var own = prefix + department.id() + ".";
            rights.add(right(department.principal(), ResourceType.GROUP, PatternType.PREFIXED, own, AclOperation.READ));
            for (var operation : Set.of(AclOperation.WRITE, AclOperation.DESCRIBE)) {
                rights.add(right(
                        department.principal(), ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, own, operation));
            }
        }
        Map<String, String> principals = new HashMap<>();
        departments.forEach(department -> principals.put(department.slug().value(), department.principal()));
        for (var dataset : datasets) {
            var slug = dataset.owner().slug().value();
            var owner = principal(principals, slug);
            for (var operation : Set.of(AclOperation.WRITE, AclOperation.READ, AclOperation.DESCRIBE)) {
                rights.add(onTopic(owner, dataset.topic(), operation));
            }
            for (var operation : Set.of(AclOperation.WRITE, AclOperation.READ)) {
                rights.add(onTopic(owner, prefix + "quarantine." + slug, operation));
                rights.add(onTopic(owner, prefix + "positions." + slug, operation));
            }
        }
        grants.stream()
                .filter(grant -> grant.state() == GrantState.ACTIVE)
                .map(grant -> onTopic(
                        principal(principals, grant.department().slug().value()), grant.topic(), AclOperation.READ))
                .forEach(rights::add);
        return rights;
    }

    /** Every right on a name of the exchange, whoever has it, and every right of one of its principals. */
    Set<AclBinding> found() {
        try {
            return admin.describeAcls(AclBindingFilter.ANY).values().get(PATIENCE_SECONDS, TimeUnit.SECONDS).stream()
                    .filter(right -> right.pattern().name().startsWith(prefix)
                            || right.entry().principal().startsWith("User:" + prefix))
                    .collect(toSet());
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not say which rights there are", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Whether the first partition of a topic serves clients. */
    boolean serves(String topic) {
        try {
            admin.listOffsets(Map.of(new TopicPartition(topic, 0), OffsetSpec.latest()))
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    void create(AclBinding right) {
        try {
            admin.createAcls(Set.of(right)).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not create a right", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    void delete(AclBinding right) {
        try {
            admin.deleteAcls(Set.of(right.toFilter())).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not delete a right", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    static AclBinding onTopic(String user, String topic, AclOperation operation) {
        return right(user, ResourceType.TOPIC, PatternType.LITERAL, topic, operation);
    }

    /** Whether this right lets its principal read a topic. */
    static boolean reads(AclBinding right, String topic) {
        var pattern = right.pattern();
        return Set.of(AclOperation.READ, AclOperation.ALL)
                        .contains(right.entry().operation())
                && (pattern.patternType() == PatternType.PREFIXED
                        ? topic.startsWith(pattern.name())
                        : topic.equals(pattern.name()));
    }

    /** A right in one line, as the ledger has it. No name here has a blank. */
    static String text(AclBinding right) {
        var pattern = right.pattern();
        var entry = right.entry();
        return String.join(
                " ",
                entry.permissionType().toString(),
                entry.operation().toString(),
                pattern.resourceType().toString(),
                pattern.patternType().toString(),
                pattern.name(),
                entry.principal(),
                entry.host());
    }

    private static String principal(Map<String, String> principals, String slug) {
        var found = principals.get(slug);
        if (found == null) {
            throw new IllegalStateException("the catalogue names a department that it does not list: " + slug);
        }
        return found;
    }

    static AclBinding right(String user, ResourceType type, PatternType pattern, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while Kafka was asked", e);
    }

    @Override
    public void close() {
        admin.close();
    }
}
