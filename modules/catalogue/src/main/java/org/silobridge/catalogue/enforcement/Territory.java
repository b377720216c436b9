package org.silobridge.catalogue.enforcement;

import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.KafkaNames;

/**
 * What on a Kafka cluster is the exchange's: the names under its prefix, and nothing else. The cluster may be shared;
 * whatever stands outside is never written, whoever it belongs to.
 */
record Territory(KafkaNames names) {
    static final String PRINCIPAL_TYPE = "User:";
    private static final Set<ResourceType> COVERABLE =
            Set.of(ResourceType.TOPIC, ResourceType.GROUP, ResourceType.TRANSACTIONAL_ID);

    private String start() {
        return names.prefix() + ".";
    }

    /** Whether a topic, group or transactional id of this name is the exchange's. */
    boolean owns(String name) {
        return name.startsWith(start());
    }

    /**
     * Whether this binding is the controller's to keep or remove: an ALLOW, of any principal, on a name or on a prefix
     * of names that are all the exchange's. A DENY never is: it cannot give anybody a right, so only who made it takes
     * it away.
     */
    boolean owns(AclBinding binding) {
        return allows(binding)
                && COVERABLE.contains(binding.pattern().resourceType())
                && owns(binding.pattern().name());
    }

    /**
     * Whether this binding touches what is ours from outside and therefore may only be reported: a wildcard or a
     * shorter prefix that takes our names in, a DENY on them, or a right of one of our principals over the cluster.
     */
    boolean concerns(AclBinding binding) {
        if (owns(binding)) {
            return false;
        }
        var pattern = binding.pattern();
        if (!COVERABLE.contains(pattern.resourceType())) {
            return allows(binding) && ownsPrincipal(binding.entry().principal());
        }
        return owns(pattern.name()) || takesIn(pattern);
    }

    private boolean takesIn(ResourcePattern pattern) {
        return switch (pattern.patternType()) {
            case LITERAL -> pattern.name().equals(ResourcePattern.WILDCARD_RESOURCE);
            case PREFIXED -> start().startsWith(pattern.name());
            default -> false;
        };
    }

    static boolean allows(AclBinding binding) {
        return binding.entry().permissionType() == AclPermissionType.ALLOW;
    }

    /** Whether {@code principal} ({@code User:…}) is made like a department's. */
    boolean ownsPrincipal(String principal) {
        return principal.startsWith(PRINCIPAL_TYPE) && ownsUser(principal.substring(PRINCIPAL_TYPE.length()));
    }

    /** Whether a SCRAM user of this name is made like a department's. */
    boolean ownsUser(String user) {
        return user.startsWith(start() + DepartmentId.KIND + "-");
    }

    String principal(DepartmentId department) {
        return PRINCIPAL_TYPE + names.principal(department);
    }

    String principal(DepartmentId department, CatalogueState.Login login) {
        return PRINCIPAL_TYPE + names.login(department, login.number());
    }

    /** The principal of the log-in that the department with this one began with. */
    String firstOf(String principal) {
        int end = principal.indexOf('.', PRINCIPAL_TYPE.length() + start().length());
        return end < 0 ? principal : principal.substring(0, end);
    }

    /** Whether this is one of the department's log-ins. */
    boolean isOf(String principal, DepartmentId department) {
        return principal.equals(principal(department)) || principal.startsWith(principal(department) + ".");
    }

    /** The compacted topic, open to super users alone, that keeps the {@link Marker}. */
    String markerTopic() {
        return start() + "enforcement";
    }
}
