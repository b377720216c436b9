package org.silobridge.cli.soak;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.silobridge.ledger.LedgerVerifier;
import org.silobridge.ledger.MalformedException;
import org.silobridge.ledger.NoteVerifier;
import org.silobridge.ledger.VerificationReport;

/** A ledger as exported: verified as an auditor does, and counted. */
final class ExportedLedger {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What an entry says. */
    record Entry(long index, String type, String object) {}

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
                            entry.path("object").asText()));
                }
            }
        }
        return new ExportedLedger(report, entries);
    }

    VerificationReport report() {
        return report;
    }

    long size() {
        return entries.size();
    }

    /** How many entries of this type there are for each object. */
    Map<String, Integer> count(String type) {
        var counts = new HashMap<String, Integer>();
        of(type).forEach(entry -> counts.merge(entry.object(), 1, Integer::sum));
        return counts;
    }

    /** Where the first entry of this type about each object stands. */
    Map<String, Long> places(String type) {
        var places = new HashMap<String, Long>();
        of(type).forEach(entry -> places.putIfAbsent(entry.object(), entry.index()));
        return places;
    }

    private Stream<Entry> of(String type) {
        return entries.stream().filter(entry -> entry.type().equals(type));
    }
}
