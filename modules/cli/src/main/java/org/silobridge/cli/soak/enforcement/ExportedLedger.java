package org.silobridge.cli.soak.enforcement;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.silobridge.ledger.LedgerVerifier;
import org.silobridge.ledger.MalformedException;
import org.silobridge.ledger.NoteVerifier;
import org.silobridge.ledger.VerificationReport;

/** A ledger as exported: verified as an auditor does, and counted. */
final class ExportedLedger {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What an entry says.
     *
     * @param right in the words of the ledger; empty where it is not about one
     */
    record Entry(long index, String type, String object, Instant time, String right) {}

    private final VerificationReport report;
    private final List<Entry> entries;

    private ExportedLedger(VerificationReport report, List<Entry> entries) {
        this.report = report;
        this.entries = entries;
    }

    static ExportedLedger read(Path file, String verifierKey) throws IOException {
        VerificationReport report;
        try (var in = Files.newInputStream(file)) {
            report = new LedgerVerifier(NoteVerifier.parse(verifierKey)).verify(in);
        } catch (MalformedException e) {
            throw new IllegalStateException("the exchange names a key that is none: " + verifierKey, e);
        }
        var entries = new ArrayList<Entry>();
        try (var lines = Files.newBufferedReader(file)) {
            for (var line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                if (Character.isDigit(line.charAt(0))) {
                    var columns = line.split("\t", 3);
                    var entry = JSON.readTree(columns[2]);
                    entries.add(new Entry(
                            Long.parseLong(columns[0]),
                            entry.path("type").asText(),
                            entry.path("object").asText(),
                            Instant.parse(entry.path("time").asText()),
                            entry.path("body").path("right").asText()));
                }
            }
        }
        return new ExportedLedger(report, entries);
    }

    VerificationReport report() {
        return report;
    }

    /** In the ledger's order. */
    List<Entry> entries() {
        return List.copyOf(entries);
    }
}
