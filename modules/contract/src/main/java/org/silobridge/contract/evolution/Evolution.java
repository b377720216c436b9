package org.silobridge.contract.evolution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.silobridge.contract.Contract;
import org.silobridge.contract.evolution.Finding.Weight;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Violation;

/**
 * The gate that a version of a contract passes before it is published. Within a major every version can read every
 * other ({@code FULL_TRANSITIVE}), and nothing changes that would silently change what records, keys or grants mean.
 */
public final class Evolution {
    private Evolution() {}

    /**
     * What changed from one version to another, heaviest first. Whether the version numbers allow it is
     * {@link #admit}'s question.
     */
    public static List<Finding> compare(Contract old, Contract next) {
        return inOrder(new Comparison(old, next).findings());
    }

    /**
     * Whether {@code next} may be published after {@code published}: what is published already with the same content
     * may (publishing is idempotent), the same version with other content may not, the number must be the next minor
     * of its major or the next major, and within a major nothing may break.
     *
     * @param published all published versions, in any order
     * @return the findings, towards the newest version of the same major and, where schemas are concerned, towards every
     *     version of it; those of a new major are towards the newest version of all and break nothing. Or the refusal,
     *     with a violation for each finding that stands in the way
     */
    public static Outcome<List<Finding>> admit(Collection<Contract> published, Contract next) {
        var versions = published.stream()
                .sorted(Comparator.comparing(Contract::version))
                .toList();
        if (versions.isEmpty()) {
            return Outcome.ok(List.of());
        }
        var newest = versions.get(versions.size() - 1);
        var same = versions.stream()
                .filter(old -> old.version().equals(next.version()))
                .findFirst();
        if (same.isPresent()) {
            return same.get().digest().equals(next.digest())
                    ? Outcome.ok(List.of())
                    : refused(
                            next,
                            newest,
                            refusal("version", "contract.evolution.version-reused", "version", next.version()));
        }
        var inMajor = versions.stream()
                .filter(old -> old.version().major() == next.version().major())
                .toList();
        var follows = follows(newest.version(), newestOf(inMajor), next.version());
        var findings = new ArrayList<Finding>(follows.stream().toList());
        findings.addAll(compare(newestOf(inMajor).orElse(newest), next));
        for (var old : inMajor) {
            new Comparison(old, next)
                    .readability().stream()
                            .filter(finding -> !findings.contains(finding))
                            .forEach(findings::add);
        }
        var limit = inMajor.isEmpty() ? Weight.REFUSED : Weight.BREAKING;
        boolean stopped = findings.stream().anyMatch(finding -> finding.weight().compareTo(limit) >= 0);
        var ordered = inOrder(findings);
        return stopped ? refused(next, newest, ordered, limit) : Outcome.ok(ordered);
    }

    private static Optional<Contract> newestOf(List<Contract> ascending) {
        return ascending.isEmpty() ? Optional.empty() : Optional.of(ascending.get(ascending.size() - 1));
    }

    /** The number must be the next minor of its major, or {@code .0} of the next major. */
    private static Optional<Finding> follows(ContractVersion newest, Optional<Contract> inMajor, ContractVersion next) {
        int major = newest.major() + 1;
        boolean nextMinor =
                inMajor.isPresent() && next.minor() == inMajor.get().version().minor() + 1;
        boolean nextMajor = next.major() == major && next.minor() == 0;
        if (nextMinor || nextMajor) {
            return Optional.empty();
        }
        var before = inMajor.map(Contract::version).orElse(newest);
        return Optional.of(refusal(
                "version",
                "contract.evolution.version-not-next",
                "version",
                next,
                "previous",
                before,
                "minor",
                before.major() + "." + (before.minor() + 1),
                "major",
                major + ".0"));
    }

    private static Finding refusal(String path, String code, Object... parameters) {
        return new Finding(path, Weight.REFUSED, Reason.of(code, parameters));
    }

    private static List<Finding> inOrder(List<Finding> findings) {
        return findings.stream()
                .sorted(Comparator.comparing(Finding::weight).reversed())
                .toList();
    }

    private static Outcome<List<Finding>> refused(Contract next, Contract newest, Finding finding) {
        return refused(next, newest, List.of(finding), Weight.REFUSED);
    }

    private static Outcome<List<Finding>> refused(
            Contract next, Contract newest, List<Finding> findings, Weight limit) {
        var reason = Reason.of(
                "contract.evolution.refused",
                "contract",
                next.name(),
                "version",
                next.version(),
                "previous",
                newest.version());
        var violations = findings.stream()
                .filter(finding -> finding.weight().compareTo(limit) >= 0)
                .map(finding -> new Violation(finding.path(), null, finding.reason()))
                .toList();
        return Outcome.refused(new Refusal(Refusal.Kind.CONFLICT, reason, violations));
    }
}
