package org.silobridge.connector;

import java.util.List;
import org.silobridge.connector.RunReport.FileReport;
import org.silobridge.connector.position.Counts;
import org.silobridge.model.Violation;

/**
 * What a connector would do with its source.
 *
 * @param contract such as {@code population/resident@1.0}
 * @param columns those that the mapping reads
 * @param withheldColumns those of them that never leave the connector
 * @param files what would become of the rows looked at
 * @param examples the first rows that would be quarantined
 * @param complete whether all rows were looked at
 */
public record CheckReport(
        String contract,
        List<String> columns,
        List<String> withheldColumns,
        List<FileReport> files,
        List<BadRow> examples,
        boolean complete) {

    /** A row that would be quarantined, with everything that is wrong; values only of open fields. */
    public record BadRow(String file, long line, List<Violation> faults) {
        public BadRow {
            faults = List.copyOf(faults);
        }
    }

    public CheckReport {
        columns = List.copyOf(columns);
        withheldColumns = List.copyOf(withheldColumns);
        files = List.copyOf(files);
        examples = List.copyOf(examples);
    }

    /** All files together: {@code published} would be, {@code quarantined} would be. */
    public Counts counts() {
        return files.stream().map(FileReport::now).reduce(Counts.NONE, Counts::plus);
    }
}
