package org.silobridge.connector.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

class RowsFileTest {
    private static QuarantineRecord row() {
        return new QuarantineRecord(
                new Slug("things"),
                "credit/thing/tester",
                "credit/thing@1.0",
                "data/a|b.csv",
                7,
                12,
                null,
                null,
                null,
                "UTF-8",
                List.of("person"),
                Map.of("id", "=1+1", "amount", "-5"),
                false,
                List.of(new Violation("amount", null, Reason.of("contract.rule.type", "type", "double"))),
                Instant.EPOCH,
                null);
    }

    @Test
    void exportsWhatASpreadsheetShowsAndDoesNotRun(@TempDir Path directory) throws Exception {
        var to = directory.resolve("rows.csv");

        try (var export = new RowsFile(to, List.of("id", "amount", "person"), Locale.CHINESE)) {
            export.write(row());
        }

        assertThat(Files.readString(to).lines())
                .satisfiesExactly(
                        header -> assertThat(header).isEqualTo("\uFEFFid,amount,person,sb_file,sb_line,sb_reasons"),
                        line -> assertThat(line)
                                .startsWith("'=1+1,-5,,data/a|b.csv,7,")
                                .contains("amount: "));
    }

    @Property
    void takesBackEveryTextAsItWas(@ForAll String text) {
        assertThat(RowsFile.unescaped(RowsFile.escaped(text))).isEqualTo(text);
    }
}
