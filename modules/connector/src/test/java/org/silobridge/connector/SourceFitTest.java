package org.silobridge.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.source.Rows;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.model.Violation;

class SourceFitTest {
    private static final Contract STATE = ContractReader.read(
                    "thing.yaml",
                    TestContract.yaml("last-wins")
                            .replace("records: event", "records: state")
                            .replace("retention: P1D", "retention: forever"),
                    TestContract.SCHEMA)
            .orThrow();

    @TempDir
    private Path directory;

    /** A source that knows things by {@code no} alone. */
    private record ByNumber() implements Source {
        @Override
        public SourceKind kind() {
            return SourceKind.CDC;
        }

        @Override
        public boolean deletes() {
            return true;
        }

        @Override
        public boolean repeatsKeys() {
            return true;
        }

        @Override
        public Optional<List<String>> keyColumns() {
            return Optional.of(List.of("no"));
        }

        @Override
        public List<Violation> check(List<String> columns) {
            return List.of();
        }

        @Override
        public Rows open(List<String> columns, Map<String, SourcePosition> positions) {
            throw new AssertionError("not for reading");
        }
    }

    private List<String> faults(String mapping, Contract contract) {
        var compiled = CompiledMapping.compile(
                        TestContract.read(directory, mapping).mapping(), contract)
                .orThrow();
        return SourceFit.check(new ByNumber(), compiled, contract).stream()
                .map(violation -> violation.reason().code() + " " + violation.value())
                .toList();
    }

    @Test
    void takesAKeyFromWhatTheSourceKnowsThingsBy() {
        assertThat(faults("id: {column: no}\nnote: {column: note}", STATE)).isEmpty();
        assertThat(faults("id: {compose: \"A{no}\"}", STATE)).isEmpty();
    }

    @Test
    void refusesAKeyOfWhichADeletionWouldNotTell() {
        assertThat(faults("id: {compose: \"{no}-{part}\"}", STATE))
                .containsExactly("connector.source.key-elsewhere part");
    }

    @Test
    void refusesDeletionsFromEventsAndKeysThatMayNotComeAgain() {
        assertThat(faults("id: {column: no}", TestContract.with("error")))
                .containsExactly("connector.source.deletes-from-events null", "connector.source.repeats-keys null");
    }
}
