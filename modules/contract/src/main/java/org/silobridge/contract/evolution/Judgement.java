package org.silobridge.contract.evolution;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.silobridge.contract.Contract;
import org.silobridge.contract.evolution.Finding.Weight;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.GrantId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Violation;

/**
 * What is to be said of a version that would follow others.
 *
 * @param previous the version that it was compared with; empty where it is the first
 * @param opensMajor whether it is the first of its major and not of the contract: it gets a topic of its own, and the
 *     one before is served beside it
 * @param nextMajor the version that may break with all there is
 * @param findings heaviest first
 */
public record Judgement(
        Contract contract,
        Optional<Contract> previous,
        boolean opensMajor,
        ContractVersion nextMajor,
        List<Finding> findings) {

    /** What becomes of it. The order is from the best. */
    public enum Verdict {
        /** It may be published. */
        COMPATIBLE("compatible"),
        /** It may be published by who says that the changes are meant. */
        CONFIRMATION("needs-confirmation"),
        /** Not under this number. */
        INCOMPATIBLE("incompatible");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    public Judgement {
        findings = findings.stream()
                .sorted(Comparator.comparing(Finding::weight).reversed())
                .toList();
    }

    /** What the version number and the findings come to. */
    public Verdict verdict() {
        if (!obstacles(true).isEmpty()) {
            return Verdict.INCOMPATIBLE;
        }
        return obstacles(false).isEmpty() ? Verdict.COMPATIBLE : Verdict.CONFIRMATION;
    }

    /** The findings, or the refusal with a violation for each of them that stands in the way and each reader it names. */
    public Outcome<List<Finding>> outcome(boolean confirmed) {
        var obstacles = obstacles(confirmed);
        if (obstacles.isEmpty()) {
            return Outcome.ok(findings);
        }
        var reason = Reason.of(
                verdict() == Verdict.CONFIRMATION ? "contract.evolution.unconfirmed" : "contract.evolution.refused",
                "contract",
                contract.name(),
                "version",
                contract.version(),
                "previous",
                previous.map(Contract::version).map(ContractVersion::toString).orElse("-"),
                "major",
                nextMajor);
        return Outcome.refused(new Refusal(Refusal.Kind.CONFLICT, reason, violations(obstacles)));
    }

    /** The same, with only those readers named whose grants are known to who is told. */
    public Judgement naming(Predicate<GrantId> known) {
        return new Judgement(
                contract,
                previous,
                opensMajor,
                nextMajor,
                findings.stream()
                        .map(finding -> new Finding(
                                finding.path(),
                                finding.weight(),
                                finding.widens(),
                                finding.reason(),
                                finding.subscribers().stream()
                                        .filter(reader -> known.test(reader.grant()))
                                        .toList()))
                        .toList());
    }

    private List<Finding> obstacles(boolean confirmed) {
        var lightest = opensMajor ? Weight.REFUSED : confirmed ? Weight.NEW_MAJOR : Weight.CONFIRMATION;
        return findings.stream()
                .filter(finding -> finding.weight().compareTo(lightest) >= 0)
                .toList();
    }

    private static List<Violation> violations(List<Finding> obstacles) {
        var violations = new ArrayList<Violation>();
        for (var finding : obstacles) {
            var parameters = new LinkedHashMap<>(finding.reason().parameters());
            parameters.put("weight", finding.weight().word());
            violations.add(new Violation(
                    finding.path(), null, new Reason(finding.reason().code(), parameters)));
            for (var reader : finding.subscribers()) {
                violations.add(new Violation(
                        finding.path(),
                        null,
                        Reason.of(
                                "contract.evolution.reader",
                                "department",
                                reader.department(),
                                "grant",
                                reader.grant())));
            }
        }
        return violations;
    }
}
