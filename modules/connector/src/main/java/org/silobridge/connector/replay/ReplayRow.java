package org.silobridge.connector.replay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.model.Reason;

/** A quarantined row as the row pipeline reads it: its stored texts, or those of a person who mended it. */
final class ReplayRow implements SourceRow {
    private final QuarantineRecord row;
    private final String[] texts;
    private final @Nullable Reason fault;

    private ReplayRow(QuarantineRecord row, String[] texts, @Nullable Reason fault) {
        this.row = row;
        this.texts = texts;
        this.fault = fault;
    }

    /**
     * The row; with a fault where it lacks what the mapping reads.
     *
     * @param columns those that the mapping reads
     * @param withheld those of them that the connector never lets go
     * @param emptyWithheld whether a mended row may leave those empty, meaning that there is no value
     */
    static ReplayRow of(
            QuarantineRecord row,
            MendedRows.@Nullable Mended mended,
            List<String> columns,
            List<String> withheld,
            boolean emptyWithheld) {
        if (row.deletes()) {
            return new ReplayRow(row, new String[0], Reason.of("connector.quarantine.deletes"));
        }
        var stored = row.columns();
        if (mended == null && stored == null) {
            return new ReplayRow(row, new String[0], Reason.of("connector.quarantine.no-columns"));
        }
        var texts = new String[columns.size()];
        var missing = new ArrayList<String>();
        for (int i = 0; i < texts.length; i++) {
            var column = columns.get(i);
            var cell = mended == null ? null : mended.texts().get(column);
            boolean hidden = withheld.contains(column) || row.withheldColumns().contains(column);
            if (hidden && cell != null && cell.isBlank() && !emptyWithheld) {
                cell = null;
            }
            var text = cell != null || stored == null ? cell : stored.get(column);
            if (text == null) {
                missing.add(column);
                texts[i] = "";
            } else {
                texts[i] = text;
            }
        }
        return new ReplayRow(
                row,
                texts,
                missing.isEmpty()
                        ? null
                        : Reason.of("connector.quarantine.columns-missing", "columns", String.join(", ", missing)));
    }

    @Override
    public String part() {
        return row.file();
    }

    @Override
    public long line() {
        return row.line();
    }

    @Override
    public boolean done() {
        return false;
    }

    @Override
    public Optional<Reason> fault() {
        return Optional.ofNullable(fault);
    }

    @Override
    public String text(int column) {
        return texts[column];
    }

    @Override
    public String encoding() {
        return StandardCharsets.UTF_8.name();
    }

    @Override
    public long rawLength() {
        return row.bytes();
    }

    @Override
    public String rawDigest() {
        throw new IllegalStateException("a replayed row is not quarantined again");
    }

    @Override
    public byte @Nullable [] raw(@Nullable Set<String> kept) {
        throw new IllegalStateException("a replayed row is not quarantined again");
    }
}
