package org.silobridge.catalogue.enforcement;

import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.KafkaNames;

/**
 * What on a Kafka cluster is the exchange's: the names under its prefix, its departments' principals among them, and
 * nothing else. The cluster may be shared; whatever stands outside is never written, whoever it belongs to.
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
     * of names that are all the exchange's; or one of the exchange's own principals that takes these names in, or is
     * over the cluster, by which everything could be had. A DENY never is: it cannot give anybody a right, so only who
     * made it takes it away.
     */
    boolean owns(AclBinding binding) {
        if (!allows(binding)) {
            return false;
        }
        if (isCoverable(binding) && owns(binding.pattern().name())) {
            return true;
        }
        return ownsPrincipal(binding.entry().principal()) && (!isCoverable(binding) || takesIn(binding.pattern()));
    }

    /**
     * Whether this binding touches what is ours from outside and therefore may only be reported: a DENY on our names,
     * or a wildcard or a shorter prefix that takes them in, of somebody else or denying.
     */
    boolean concerns(AclBinding binding) {
        return !owns(binding) && isCoverable(binding) && (owns(binding.pattern().name()) || takesIn(binding.pattern()));
    }

    private static boolean isCoverable(AclBinding binding) {
        return COVERABLE.contains(binding.pattern().resourceType());
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
