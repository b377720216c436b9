package org.silobridge.connector.source.cdc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;

/**
 * Goes through the changes that the log tells from a place on: passes over those that were given before, or are in what was
 * read of the table, and knows how far it is. For one thread.
 */
final class ChangeReader {
    private final CdcSettings settings;
    private final List<String> columns;
    private final Comparator<List<String>> order;
    private final List<Segment> segments;
    private long lsn;
    private long given;
    private long alreadyGiven;

    /** @param order of keys, as the table was read in */
    ChangeReader(CdcSettings settings, List<String> columns, Comparator<List<String>> order, CdcPlace from) {
        this.settings = settings;
        this.columns = columns;
        this.order = order;
        this.segments = new ArrayList<>(from.segments());
        this.lsn = from.lsn();
        this.alreadyGiven = from.given();
    }

    /** How far it is, after so many rows in all. */
    CdcPlace place(long rows) {
        return new CdcPlace(rows, lsn, Math.max(given, alreadyGiven), false, segments);
    }

    /** All of a transaction was told. */
    void end(Change.End end) {
        lsn = end.lsn();
        given = 0;
        alreadyGiven = 0;
    }

    /**
     * The texts of a changed row, by the index of the columns; null if it is passed over.
     *
     * @throws RefusedException if the log does not tell enough of it
     */
    @Nullable
    String @Nullable [] texts(Change.Row change) {
        given++;
        if (given <= alreadyGiven || isInSnapshot(change)) {
            return null;
        }
        var texts = new @Nullable String[columns.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text(change.row(), columns.get(i));
            if (ChangeEngine.UNCHANGED.equals(texts[i])) {
                // To publish the row without it would be to say that it has no value.
                throw refused("connector.source.cdc.value-not-in-log", columns.get(i));
            }
        }
        return texts;
    }

    /** What became of all rows is not told. */
    RefusedException truncated() {
        return refused("connector.source.cdc.truncated", "");
    }

    private RefusedException refused(String code, String column) {
        return new RefusedException(
                Refusal.of(Refusal.Kind.CONFLICT, Reason.of(code, "table", settings.table(), "column", column)));
    }

    private @Nullable String text(Struct row, String column) {
        var field = row.schema().field(column);
        if (field == null) {
            throw refused("connector.source.cdc.column-gone", column);
        }
        var value = row.get(field);
        if (value == null) {
            return null;
        }
        if (!ValueText.has(value)) {
            throw refused("connector.source.cdc.no-text", column);
        }
        return ValueText.of(value, field.schema().name());
    }

    private boolean isInSnapshot(Change.Row change) {
        // A change stands in the log before its transaction's commit: behind this, no transaction is in a snapshot.
        if (segments.stream().allMatch(segment -> Long.compareUnsigned(change.lsn(), segment.until()) > 0)) {
            segments.clear();
        }
        if (segments.isEmpty()) {
            return false;
        }
        var key = settings.key().stream()
                .map(column -> String.valueOf(text(change.row(), column)))
                .toList();
        for (var segment : segments) {
            if (segment.bound().isEmpty() || order.compare(key, segment.bound()) <= 0) {
                return segment.sees(change.transaction());
            }
        }
        return false;
    }
}
