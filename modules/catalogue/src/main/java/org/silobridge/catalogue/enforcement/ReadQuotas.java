package org.silobridge.catalogue.enforcement;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.silobridge.catalogue.enforcement.CatalogueState.Department;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Slug;

/**
 * How fast departments may read, so that none takes from the others. Bytes a second, of all clients of a department
 * together, on each broker: Kafka's {@code consumer_byte_rate}. Where nothing is said, nothing is changed on Kafka.
 *
 * @param standard of each department; empty: {@link #NO_LIMIT} only for those that {@code single} names
 * @param single of these departments
 */
public record ReadQuotas(Optional<Long> standard, Map<Slug, Long> single) {
    /** A department whose quota is this has none on Kafka. */
    public static final long NO_LIMIT = Long.MAX_VALUE;

    /** What others set stays. */
    public static final ReadQuotas UNTOUCHED = new ReadQuotas(Optional.empty(), Map.of());

    public ReadQuotas {
        single = Map.copyOf(single);
        single.values().forEach(ReadQuotas::positive);
        standard.ifPresent(ReadQuotas::positive);
    }

    private static void positive(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("not a quota: " + bytes);
        }
    }

    boolean isUntouched() {
        return standard.isEmpty() && single.isEmpty();
    }

    /** What differs, by user: the quota to set, or empty for one to take away. */
    Map<String, Optional<Long>> missing(Collection<Department> departments, KafkaNames names, Map<String, Long> found) {
        var changes = new HashMap<String, Optional<Long>>();
        for (var department : departments) {
            of(department).ifPresent(bytes -> department.users(names).forEach(user -> {
                var wanted = bytes == NO_LIMIT ? Optional.<Long>empty() : Optional.of(bytes);
                if (!wanted.equals(Optional.ofNullable(found.get(user)))) {
                    changes.put(user, wanted);
                }
            }));
        }
        return changes;
    }

    private Optional<Long> of(Department department) {
        return Optional.ofNullable(single.get(department.slug())).or(() -> standard);
    }

    /** Those named that no department is. */
    Set<Slug> unknown(Collection<Department> departments) {
        var unknown = new HashSet<>(single.keySet());
        departments.forEach(department -> unknown.remove(department.slug()));
        return unknown;
    }
}
