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
 * @param findings why rows would be quarantined, the most frequent first; a row may be in several
 * @param complete whether all rows were looked at
 */
public record CheckReport(
        String contract,
        List<String> columns,
        List<String> withheldColumns,
        List<FileReport> files,
        List<Finding> findings,
        boolean complete) {

    /**
     * One reason at one path.
     *
     * @param first what was found in the first row that has it, with its value only where the field is open
     * @param file where that row stands
     * @param line where it starts in the file, counted from 1
     * @param rows how many rows have it
     */
    public record Finding(Violation first, String file, long line, long rows) {}

    public CheckReport {
        columns = List.copyOf(columns);
        withheldColumns = List.copyOf(withheldColumns);
        files = List.copyOf(files);
        findings = List.copyOf(findings);
    }

    /** All files together: {@code published} would be, {@code quarantined} would be. */
    public Counts counts() {
        return files.stream().map(FileReport::now).reduce(Counts.NONE, Counts::plus);
    }
}
