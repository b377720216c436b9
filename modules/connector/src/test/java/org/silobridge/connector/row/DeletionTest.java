package org.silobridge.connector.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.TestContract;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.model.Reason;

/** A row that says that something is no more becomes a key without a value. */
class DeletionTest {
    @TempDir
    private Path directory;

    private RowPipeline pipeline() {
        var contract = TestContract.with("last-wins");
        var mapping = TestContract.read(directory, "id: {column: id}\namount: {column: amount}")
                .mapping();
        return new RowPipeline(
                contract, CompiledMapping.compile(mapping, contract).orThrow(), 7, Optional.empty());
    }

    @Test
    void takesAwayWhatHasItsKeyWithoutLookingAtItsOtherColumns() {
        var pipeline = pipeline();

        assertThat(pipeline.accept(new Deletion("a|b"))).isTrue();

        assertThat(pipeline.key()).asString(StandardCharsets.UTF_8).isEqualTo("a%7Cb");
        assertThat(pipeline.value()).isNull();
    }

    @Test
    void isFaultyWithoutAKey() {
        var pipeline = pipeline();

        assertThat(pipeline.accept(new Deletion(""))).isFalse();

        assertThat(pipeline.faults()).singleElement().satisfies(fault -> assertThat(fault.path())
                .isEqualTo("id"));
    }

    private record Deletion(String id) implements SourceRow {
        @Override
        public String text(int column) {
            if (column != 0) {
                throw new AssertionError("only its key is known");
            }
            return id;
        }

        @Override
        public boolean deletes() {
            return true;
        }

        @Override
        public String part() {
            return "changes";
        }

        @Override
        public long line() {
            return 1;
        }

        @Override
        public boolean done() {
            return false;
        }

        @Override
        public Optional<Reason> fault() {
            return Optional.empty();
        }

        @Override
        public String encoding() {
            return "UTF-8";
        }

        @Override
        public long rawLength() {
            return id.length();
        }

        @Override
        public String rawDigest() {
            return "";
        }

        @Override
        public byte @Nullable [] raw(@Nullable Set<String> kept) {
            return null;
        }
    }
}
