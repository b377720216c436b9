package org.silobridge.connector.source.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;

/**
 * How far a query is read.
 *
 * @param values of the order's columns in the last row; none before the first
 * @param rows how many were read
 */
record Place(List<String> values, long rows) {
    private static final String MODE = "mode";
    private static final String ROWS = "rows";

    static Place start(JdbcSettings settings) {
        return new Place(List.of(), 0);
    }

    /** @throws RefusedException if it was read in another order */
    static Place of(JdbcSettings settings, SourcePosition position) {
        var columns = new ArrayList<String>();
        var values = new ArrayList<String>();
        for (int i = 1; position.state().containsKey("column." + i); i++) {
            columns.add(position.text("column." + i));
            values.add(position.text("value." + i));
        }
        if (!columns.equals(settings.order())
                || !position.text(MODE).equals(settings.mode().toString())) {
            throw new RefusedException(Refusal.of(
                    Refusal.Kind.CONFLICT,
                    Reason.of(
                            "connector.source.jdbc.other-order",
                            "part",
                            position.part(),
                            "storedMode",
                            position.text(MODE),
                            "stored",
                            String.join(", ", columns),
                            "mode",
                            settings.mode(),
                            "columns",
                            String.join(", ", settings.order()))));
        }
        return new Place(values, position.number(ROWS));
    }

    SourcePosition position(JdbcSettings settings) {
        var state = new TreeMap<String, String>();
        state.put(MODE, settings.mode().toString());
        state.put(ROWS, String.valueOf(rows));
        for (int i = 0; i < values.size(); i++) {
            state.put("column." + (i + 1), settings.order().get(i));
            state.put("value." + (i + 1), values.get(i));
        }
        return new SourcePosition(SourceKind.JDBC, settings.part(), state);
    }
}
