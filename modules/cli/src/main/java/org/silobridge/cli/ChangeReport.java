package org.silobridge.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.silobridge.client.ContractFinding;
import org.silobridge.client.ContractFindings;
import org.silobridge.contract.Contract;
import org.silobridge.contract.evolution.Judgement;
import org.silobridge.model.Messages;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** Says what changed from one version of a contract to another the way a person would, heaviest first. */
final class ChangeReport {
    private static final String INCOMPATIBLE = Judgement.Verdict.INCOMPATIBLE.toString();

    /** What findings come to, for a reader. */
    private enum Heading {
        NUMBER,
        BREAKS,
        WIDENS,
        NEW_MAJOR,
        CONFIRMATION,
        TELL,
        HARMLESS;

        static Heading of(ContractFinding finding) {
            return switch (finding.weight()) {
                case "refused" -> NUMBER;
                case "breaking" -> BREAKS;
                case "needs-new-major" -> finding.widens() ? WIDENS : NEW_MAJOR;
                case "needs-confirmation" -> finding.widens() ? WIDENS : CONFIRMATION;
                case "info" -> TELL;
                default -> HARMLESS;
            };
        }

        Reason reason() {
            return Reason.of("cli.change." + name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }

    private ChangeReport() {}

    /** What this machine found, in the shape of what a catalogue answers. */
    static ContractFindings of(Judgement judgement, Locale locale) {
        var contract = judgement.contract();
        return new ContractFindings(
                judgement.verdict() == Judgement.Verdict.COMPATIBLE,
                contract.name(),
                contract.version(),
                "sha256:" + contract.digest(),
                judgement.previous().map(Contract::version).orElse(null),
                judgement.verdict().toString(),
                judgement.findings().stream()
                        .map(finding -> new ContractFinding(
                                finding.path(),
                                finding.weight().word(),
                                finding.widens(),
                                spoken(finding.reason(), locale),
                                finding.subscribers().stream()
                                        .map(reader ->
                                                new ContractFinding.Subscriber(reader.department(), reader.grant()))
                                        .toList()))
                        .toList(),
                judgement.outcome(false) instanceof Outcome.Refused<?> refused
                        ? refused.refusal().violations().stream()
                                .map(violation -> new Violation(
                                        violation.path(), violation.value(), spoken(violation.reason(), locale)))
                                .toList()
                        : List.of());
    }

    /** The exit status that findings come to. */
    static int status(ContractFindings findings) {
        return INCOMPATIBLE.equals(findings.verdict()) ? ExitStatus.REFUSED : ExitStatus.DONE;
    }

    /** Prints the findings under their headings, and below them what they come to. */
    static void print(ContractFindings findings, Console console) {
        var locale = console.locale();
        var out = console.out();
        var grouped = findings.findings().stream().collect(Collectors.groupingBy(Heading::of));
        for (var heading : Heading.values()) {
            var under = grouped.getOrDefault(heading, List.of());
            if (under.isEmpty()) {
                continue;
            }
            out.println(heading.reason().in(locale));
            for (var finding : under) {
                var path =
                        finding.path().isEmpty() ? Reason.of("cli.change.whole").in(locale) : finding.path();
                out.println("  " + Console.safe(path));
                lines(finding, locale).forEach(line -> out.println("      " + Console.safe(line)));
            }
            out.println();
        }
        conclusion(findings).ifPresent(reason -> out.println(reason.in(locale)));
    }

    private static Stream<String> lines(ContractFinding finding, Locale locale) {
        var readers = finding.subscribers().stream()
                .map(reader -> reader.department() + " (" + reader.grant() + ")")
                .collect(Collectors.joining(", "));
        return Stream.concat(
                Stream.of(finding.reason().in(locale)),
                readers.isEmpty()
                        ? Stream.empty()
                        : Stream.of(Reason.of("cli.change.readers", "readers", readers)
                                .in(locale)));
    }

    private static Optional<Reason> conclusion(ContractFindings findings) {
        var version = findings.version();
        var previous = findings.previous();
        if (version == null || previous == null) {
            return Optional.empty();
        }
        boolean opensMajor = version.major() > previous.major();
        var code = INCOMPATIBLE.equals(findings.verdict())
                ? "cli.change.not-under-this-number"
                : opensMajor
                        ? "cli.change.opens-major"
                        : findings.findings().stream()
                                        .anyMatch(finding -> finding.weight().equals("needs-confirmation"))
                                ? "cli.change.to-be-confirmed"
                                : "cli.change.may-follow";
        return Optional.of(Reason.of(
                code,
                "version",
                version,
                "previous",
                previous,
                "major",
                (Math.max(version.major(), previous.major()) + 1) + ".0"));
    }

    /** A reason that carries its sentence, for whoever reads the JSON. */
    private static Reason spoken(Reason reason, Locale locale) {
        var parameters = new LinkedHashMap<>(reason.parameters());
        parameters.put(Messages.TEXT, reason.in(locale));
        return new Reason(reason.code(), parameters);
    }
}
