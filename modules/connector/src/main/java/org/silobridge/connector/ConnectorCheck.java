package org.silobridge.connector;

import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.silobridge.checks.Cel;
import org.silobridge.connector.CheckReport.Finding;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.row.RowPipeline;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.RefusedException;

/** Says what a connector would do, without Kafka: the same source, mapping and row pipeline, and nothing sent. */
public final class ConnectorCheck {
    private ConnectorCheck() {}

    /** What makes two faults one finding. */
    private record Kind(String path, String code) {}

    /** Against the contract that the catalogue has for the connector's dataset. */
    public static Outcome<CheckReport> run(ConnectorFile file, PublicationSource catalogue, long maxRows) {
        return catalogue
                .publication(file.dataset())
                .flatMap(found -> ContractReader.read(
                        found.contractName() + ".yaml", found.contract(), found.schema(), Cel.LANGUAGE))
                .flatMap(contract -> run(file, contract, maxRows));
    }

    /**
     * Against a contract at hand, for example from a file by {@link ContractReader#read(java.nio.file.Path,
     * org.silobridge.contract.ExpressionLanguage)} with {@link Cel#LANGUAGE}.
     *
     * @param maxRows how many rows to look at; {@link Long#MAX_VALUE} for all
     */
    public static Outcome<CheckReport> run(ConnectorFile file, Contract contract, long maxRows) {
        return CompiledMapping.compile(file.mapping(), contract).flatMap(mapping -> {
            try {
                return check(file, contract, mapping, maxRows);
            } catch (RefusedException e) {
                return Outcome.refused(e.refusal());
            }
        });
    }

    private static Outcome<CheckReport> check(
            ConnectorFile file, Contract contract, CompiledMapping mapping, long maxRows) {
        var source = file.openable(Clock.systemUTC());
        var violations = SourceFit.check(source, mapping, contract);
        if (!violations.isEmpty()) {
            return Outcome.invalid(Reason.of("connector.source.unreadable"), violations);
        }
        var tally = new Tally();
        tally.begin(Map.of());
        var counting = new Tally.Counting();
        var findings = new LinkedHashMap<Kind, Finding>();
        var pipeline = new RowPipeline(contract, mapping, 0, Optional.empty());
        boolean complete = false;
        try (var rows = source.preview(mapping.columns())) {
            for (long read = 0; !complete && read < maxRows; read++) {
                var row = rows.next();
                if (row == null) {
                    complete = true;
                } else if (pipeline.accept(row)) {
                    counting.published(row.part(), pipeline.flags());
                } else {
                    counting.quarantined(row.part(), pipeline.faults());
                    pipeline.faults()
                            .forEach(fault -> findings.merge(
                                    new Kind(fault.path(), fault.reason().code()),
                                    new Finding(fault, row.part(), row.line(), 1),
                                    (one, next) -> new Finding(
                                            one.first(), one.file(), one.line(), one.rows() + next.rows())));
                }
            }
        }
        tally.add(counting);
        tally.commit();
        return Outcome.ok(new CheckReport(
                contract.reference(),
                mapping.columns(),
                mapping.withheldColumns(),
                tally.report(complete).files(),
                findings.values().stream()
                        .sorted(Comparator.comparing(Finding::rows).reversed())
                        .toList(),
                complete));
    }
}
