package org.silobridge.connector;

import java.util.ArrayList;
import java.util.List;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.source.Source;
import org.silobridge.contract.Contract;
import org.silobridge.contract.DuplicateKeys;
import org.silobridge.contract.RecordKind;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** Whether a source can be read as a contract promises its records. */
final class SourceFit {
    private SourceFit() {}

    /** Everything that speaks against it; empty if nothing does. */
    static List<Violation> check(Source source, CompiledMapping mapping, Contract contract) {
        var violations = new ArrayList<Violation>();
        if (source.deletes() && contract.records() != RecordKind.STATE) {
            violations.add(new Violation(
                    "source." + source.kind(),
                    null,
                    Reason.of(
                            "connector.source.deletes-from-events",
                            "source",
                            source.kind(),
                            "contract",
                            contract.reference())));
        }
        if (source.repeatsKeys() && contract.duplicateKeys() == DuplicateKeys.ERROR) {
            violations.add(new Violation(
                    "source." + source.kind(),
                    null,
                    Reason.of(
                            "connector.source.repeats-keys",
                            "source",
                            source.kind(),
                            "contract",
                            contract.reference())));
        }
        source.keyColumns().ifPresent(known -> mapping.keyColumns().stream()
                .filter(column -> !known.contains(column))
                .forEach(column -> violations.add(new Violation(
                        "source." + source.kind() + ".key",
                        column,
                        Reason.of(
                                "connector.source.key-elsewhere",
                                "column",
                                column,
                                "columns",
                                String.join(", ", known),
                                "contract",
                                contract.reference())))));
        if (source.snapshots().isPresent() && contract.records() != RecordKind.STATE) {
            violations.add(new Violation(
                    "source." + source.kind() + ".snapshot",
                    null,
                    Reason.of("connector.snapshot.of-events", "contract", contract.reference())));
        }
        var withheld = mapping.withheldColumns();
        for (var column : source.positionColumns()) {
            if (withheld.contains(column)) {
                violations.add(new Violation(
                        "source." + source.kind(),
                        column,
                        Reason.of(
                                "connector.source.withheld-position",
                                "column",
                                column,
                                "contract",
                                contract.reference())));
            }
        }
        violations.addAll(source.check(mapping.columns()));
        return violations;
    }
}
