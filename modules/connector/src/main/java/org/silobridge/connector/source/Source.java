package org.silobridge.connector.source;

import java.util.List;
import java.util.Map;
import org.silobridge.model.Violation;

/**
 * Where a department's rows come from. Reading is repeatable: opened again at the positions of an earlier reading, a
 * source gives the same rows in the same order, those before the positions marked {@link SourceRow#done() done}; or it
 * refuses, because what was already published is no longer there as it was.
 */
public interface Source {

    /** Everything that keeps these columns from being read, found without reading all of it; empty if nothing does. */
    List<Violation> check(List<String> columns);

    /**
     * Opens the source for reading from its beginning.
     *
     * @param columns the columns that {@link SourceRow#text} will be asked for, by index
     * @param positions how far each part (file) was committed by earlier runs, by the part's name
     * @throws org.silobridge.model.RefusedException with what {@link #check} would have found
     */
    Rows open(List<String> columns, Map<String, SourcePosition> positions);
}
