package org.silobridge.catalogue.enforcement;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.silobridge.catalogue.enforcement.CatalogueState.Department;
import org.silobridge.catalogue.enforcement.CatalogueState.Grant;

/**
 * Gives what is wanted for a department to each of its log-ins. What is wanted is worked out as if each department had
 * the one that it began with; nearly all have no other.
 */
final class Logins {
    private final Territory territory;
    private final Map<String, Department> byPrincipal = new HashMap<>();
    private final Instant now;

    Logins(CatalogueState state, Territory territory, Instant now) {
        this.territory = territory;
        this.now = now;
        state.departments().stream()
                .filter(department -> !department.logins().isEmpty())
                .forEach(department -> byPrincipal.put(territory.principal(department.id()), department));
    }

    /** Changes all three: what a log-in that is over had is to be removed, and that is explained. */
    void spread(Map<AclBinding, Set<Grant>> rights, Set<AclBinding> running, Map<AclBinding, Set<Grant>> ended) {
        if (byPrincipal.isEmpty()) {
            return;
        }
        for (var right : List.copyOf(ended.keySet())) {
            var department = byPrincipal.get(right.entry().principal());
            if (department != null) {
                var grants = ended.remove(right);
                department.logins().forEach(login -> ended.put(of(right, department, login), new HashSet<>(grants)));
            }
        }
        for (var right : List.copyOf(rights.keySet())) {
            var department = byPrincipal.get(right.entry().principal());
            if (department != null) {
                var grants = rights.remove(right);
                boolean stood = running.remove(right);
                for (var login : department.logins()) {
                    var its = of(right, department, login);
                    if (login.isOver(now)) {
                        ended.computeIfAbsent(its, known -> new HashSet<>()).addAll(grants);
                    } else {
                        rights.put(its, grants);
                        if (stood && login.stood()) {
                            running.add(its);
                        }
                    }
                }
            }
        }
    }

    private AclBinding of(AclBinding right, Department department, CatalogueState.Login login) {
        var entry = right.entry();
        return new AclBinding(
                right.pattern(),
                new AccessControlEntry(
                        territory.principal(department.id(), login),
                        entry.host(),
                        entry.operation(),
                        entry.permissionType()));
    }
}
