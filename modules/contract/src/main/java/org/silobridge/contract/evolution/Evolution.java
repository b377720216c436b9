package org.silobridge.contract.evolution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.silobridge.contract.Contract;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.Reason;

/**
 * The gate that a version of a contract passes before it is published. Within a major every version can read every
 * other ({@code FULL_TRANSITIVE}), and nothing changes that would silently change what records, keys or grants mean.
 */
public final class Evolution {
    private Evolution() {}

    /**
     * What changed from one version to another, heaviest first, whatever their numbers.
     *
     * @param subscribers those who read the old version
     */
    public static List<Finding> compare(Contract old, Contract next, Collection<Subscriber> subscribers) {
        return new Judgement(next, Optional.of(old), true, major(old), Comparison.of(old, next, subscribers))
                .findings();
    }

    /**
     * Compares two versions and says whether their numbers allow what changed. Versions may lie between them. The
     * older one's number has to be the lower one, and the same number is for the same content.
     */
    public static Judgement between(Contract old, Contract next) {
        var findings = new ArrayList<Finding>();
        int order = next.version().compareTo(old.version());
        if (order == 0 && !old.digest().equals(next.digest())) {
            findings.add(refusal(Change.VERSION_REUSED, "version", next.version()));
        } else if (order < 0) {
            findings.add(refusal(Change.VERSION_OLDER, "version", next.version(), "previous", old.version()));
        }
        findings.addAll(Comparison.of(old, next, List.of()));
        return new Judgement(
                next, Optional.of(old), next.version().major() > old.version().major(), major(old), findings);
    }

    /**
     * Whether {@code next} may be published after {@code published}: what is published already with the same content
     * may (publishing is idempotent), the same version with other content may not, the number must be the next minor
     * of its major or the next major, and within a major nothing may break.
     *
     * @param published all published versions, in any order
     * @param subscribers those who read a major
     * @return what changed since the newest version of the same major and, where schemas are concerned, since every
     *     version of it; for a new major, since the newest version of all
     */
    public static Judgement judge(
            Collection<Contract> published, Contract next, IntFunction<? extends Collection<Subscriber>> subscribers) {
        var versions = published.stream()
                .sorted(Comparator.comparing(Contract::version))
                .toList();
        if (versions.isEmpty()) {
            return new Judgement(next, Optional.empty(), false, major(next), List.of());
        }
        var newest = versions.get(versions.size() - 1);
        var same = versions.stream()
                .filter(old -> old.version().equals(next.version()))
                .findFirst();
        if (same.isPresent()) {
            var findings = same.get().digest().equals(next.digest())
                    ? List.<Finding>of()
                    : List.of(refusal(Change.VERSION_REUSED, "version", next.version()));
            return new Judgement(next, same, false, major(newest), findings);
        }
        var inMajor = versions.stream()
                .filter(old -> old.version().major() == next.version().major())
                .toList();
        var previous = inMajor.isEmpty() ? newest : inMajor.get(inMajor.size() - 1);
        var readers = subscribers.apply(previous.version().major());
        var findings = new ArrayList<Finding>();
        if (!follows(newest.version(), previous.version(), next.version())) {
            findings.add(notNext(newest.version(), previous.version(), next.version()));
        }
        findings.addAll(Comparison.of(previous, next, readers));
        inMajor.stream()
                .filter(old -> !old.version().equals(previous.version()))
                .flatMap(old -> Comparison.readability(old, next, readers).stream())
                .filter(finding ->
                        findings.stream().noneMatch(known -> known.path().startsWith(finding.path())))
                .forEach(findings::add);
        return new Judgement(next, Optional.of(previous), inMajor.isEmpty(), major(newest), findings);
    }

    /** The next minor of its major, or {@code .0} of the next major. */
    private static boolean follows(ContractVersion newest, ContractVersion previous, ContractVersion next) {
        boolean nextMinor = next.major() == previous.major() && next.minor() == previous.minor() + 1;
        boolean nextMajor = next.major() == newest.major() + 1 && next.minor() == 0;
        return nextMinor || nextMajor;
    }

    private static Finding notNext(ContractVersion newest, ContractVersion previous, ContractVersion next) {
        return refusal(
                Change.VERSION_NOT_NEXT,
                "version",
                next,
                "previous",
                previous,
                "minor",
                previous.major() + "." + (previous.minor() + 1),
                "major",
                new ContractVersion(newest.major() + 1, 0));
    }

    private static Finding refusal(Change change, Object... parameters) {
        return new Finding("version", change.weight(), false, Reason.of(change.code(), parameters), List.of());
    }

    private static ContractVersion major(Contract newest) {
        return new ContractVersion(newest.version().major() + 1, 0);
    }
}
