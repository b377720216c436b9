package org.silobridge.catalogue.enforcement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.silobridge.catalogue.enforcement.CatalogueState.Grant;
import org.silobridge.model.GrantState;

/**
 * The difference between the rights that are wanted and those that were found, sorted by what explains each change.
 *
 * @param withdrawals to remove, because the grants named ended or are suspended: a decision in the ledger explains each
 * @param strangers to remove, though nothing in the catalogue explains them: made by hand, or by a catalogue that
 *     this database has forgotten
 * @param additions to create for the first time
 * @param restorations to create again: they have stood, rest on a grant in force or on a ready dataset, and got lost
 * @param outside not ours to change, yet touching what is ours: reported
 * @param applied grants approved whose right is found on Kafka, and not denied by another: from now on active
 * @param withheld suspended grants that go on, whose right is no longer found, or stands on another grant alone
 * @param withdrawn ended grants whose right is no longer found, or stands on another grant alone
 */
record Plan(
        Map<AclBinding, Set<Grant>> withdrawals,
        Set<AclBinding> strangers,
        Set<AclBinding> additions,
        Set<AclBinding> restorations,
        Set<AclBinding> outside,
        Set<Grant> applied,
        Set<Grant> withheld,
        Set<Grant> withdrawn) {

    Plan {
        withdrawals = Collections.unmodifiableMap(withdrawals);
        strangers = Collections.unmodifiableSet(strangers);
        additions = Collections.unmodifiableSet(additions);
        restorations = Collections.unmodifiableSet(restorations);
        outside = Collections.unmodifiableSet(outside);
        applied = Collections.unmodifiableSet(applied);
        withheld = Collections.unmodifiableSet(withheld);
        withdrawn = Collections.unmodifiableSet(withdrawn);
    }

    /** @param found every binding on the cluster, whoever it belongs to */
    static Plan between(Wanted wanted, Set<AclBinding> found, Territory territory) {
        var withdrawals = new LinkedHashMap<AclBinding, Set<Grant>>();
        var unexplained = new ArrayList<AclBinding>();
        for (var binding : found) {
            if (territory.owns(binding) && !wanted.rights().containsKey(binding)) {
                var endedBy = wanted.ended().get(binding);
                if (endedBy == null) {
                    unexplained.add(binding);
                } else {
                    withdrawals.put(binding, endedBy);
                }
            }
        }
        Predicate<AclBinding> missing = binding -> !found.contains(binding);
        var lost = ordered(wanted.running().stream().filter(missing));
        var additions =
                ordered(wanted.rights().keySet().stream().filter(missing.and(binding -> !lost.contains(binding))));

        var denials = found.stream()
                .filter(binding -> binding.entry().permissionType() == AclPermissionType.DENY)
                .toList();
        // A department with two log-ins has each right twice: what is said of a grant holds for both.
        var missingSomewhere = new LinkedHashSet<Grant>();
        var applied = new LinkedHashSet<Grant>();
        wanted.rights().forEach((binding, grants) -> {
            var approved = grants.stream()
                    .filter(grant -> grant.state() == GrantState.APPROVED)
                    .toList();
            // A denial outweighs any right: where one stands, Kafka does not do what the grant says.
            if (!approved.isEmpty()) {
                boolean enforced =
                        found.contains(binding) && denials.stream().noneMatch(denial -> denies(denial, binding));
                (enforced ? applied : missingSomewhere).addAll(approved);
            }
        });
        applied.removeAll(missingSomewhere);
        var standingSomewhere = new LinkedHashSet<Grant>();
        var withheld = new LinkedHashSet<Grant>();
        var withdrawn = new LinkedHashSet<Grant>();
        // One whose date has come is not withheld any more: it expires, and is withdrawn.
        var overdue = Set.copyOf(wanted.overdue());
        Predicate<Grant> toWithhold =
                grant -> grant.state() == GrantState.SUSPENDED && !grant.withheld() && !overdue.contains(grant);
        wanted.ended().forEach((binding, grants) -> {
            if (wanted.rights().containsKey(binding) || !found.contains(binding)) {
                grants.stream().filter(toWithhold).forEach(withheld::add);
                grants.stream().filter(Grant::isEnded).forEach(withdrawn::add);
            } else {
                standingSomewhere.addAll(grants);
            }
        });
        withheld.removeAll(standingSomewhere);
        withdrawn.removeAll(standingSomewhere);
        return new Plan(
                withdrawals,
                ordered(unexplained.stream()),
                additions,
                lost,
                ordered(found.stream().filter(territory::concerns)),
                applied,
                withheld,
                withdrawn);
    }

    /** The same but for strangers that somebody decided to keep: they are none any more. */
    Plan keeping(Set<AclBinding> kept) {
        if (kept.isEmpty()) {
            return this;
        }
        return new Plan(
                withdrawals, less(strangers, kept), additions, restorations, outside, applied, withheld, withdrawn);
    }

    /**
     * The same but for what decisions have changed since both sides were read.
     *
     * @param wanted that this plan was made with
     */
    Plan without(Set<AclBinding> changed, Wanted wanted) {
        if (changed.isEmpty()) {
            return this;
        }
        var kept = new LinkedHashMap<>(withdrawals);
        kept.keySet().removeAll(changed);
        var grants = wanted.giving(changed);
        return new Plan(
                kept,
                less(strangers, changed),
                less(additions, changed),
                less(restorations, changed),
                less(outside, changed),
                less(applied, grants),
                less(withheld, grants),
                less(withdrawn, grants));
    }

    private static <T> Set<T> less(Set<T> all, Set<T> some) {
        var left = new LinkedHashSet<>(all);
        some.forEach(left::remove);
        return left;
    }

    /** In a stable order, so that the same plan reads the same way twice. */
    private static Set<AclBinding> ordered(Stream<AclBinding> rights) {
        // Each is put into words once, not at each comparison: there may be a hundred thousand.
        var words = new TreeMap<String, AclBinding>();
        rights.forEach(right -> words.put(RightText.of(right), right));
        return new LinkedHashSet<>(words.values());
    }

    /** Whether {@code denial} takes its effect from {@code right}. */
    static boolean denies(AclBinding denial, AclBinding right) {
        var entry = denial.entry();
        var pattern = denial.pattern();
        var name = right.pattern().name();
        return pattern.resourceType() == right.pattern().resourceType()
                && (entry.principal().equals(right.entry().principal())
                        || entry.principal().equals("User:*"))
                && (entry.operation() == right.entry().operation()
                        || entry.operation() == AclOperation.ALL
                        || entry.operation() == AclOperation.DESCRIBE)
                && switch (pattern.patternType()) {
                    case LITERAL ->
                        pattern.name().equals(name) || pattern.name().equals(ResourcePattern.WILDCARD_RESOURCE);
                    case PREFIXED -> name.startsWith(pattern.name());
                    default -> false;
                };
    }

    /** Whether Kafka is as it is wanted to be. */
    boolean isEmpty() {
        return withdrawals.isEmpty() && strangers.isEmpty() && additions.isEmpty() && restorations.isEmpty();
    }
}
