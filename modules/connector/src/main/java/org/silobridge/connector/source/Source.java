package org.silobridge.connector.source;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.silobridge.model.Violation;

/**
 * Where a department's rows come from. Reading is repeatable: opened again at the positions of an earlier reading, a
 * source gives the rows behind them in the same order; or it refuses, because what was already published is no longer
 * there as it was (where the origin lets it know).
 */
public interface Source {

    /**
     * What it is. A position holds for the kind of source that gave it; the connector refuses to start at another's.
     */
    SourceKind kind();

    /**
     * Whether it never ends by itself: files may still come, changes be captured, rows be pushed. Its {@link Rows} say
     * {@link Rows#ended} only when what they read is gone for good.
     */
    default boolean continuous() {
        return false;
    }

    /** Whether it asks another service for rows, which may be silent for long. What is at hand is only slow. */
    default boolean remote() {
        return false;
    }

    /** Whether it may give rows that {@linkplain SourceRow#deletes delete}: only for contracts of {@code records: state}. */
    default boolean deletes() {
        return false;
    }

    /**
     * Where it {@linkplain #deletes deletes}: the columns that it knows things by. Rows that delete have texts in them, and
     * where one of them changes there are two rows: what was is no more, and something new is. The fields of the contract's
     * key have to come from these. Empty if any column will do.
     */
    default Optional<List<String>> keyColumns() {
        return Optional.empty();
    }

    /**
     * Whether it is in its nature that a part gives a key again, as where each change of a thing is a row. Contracts with
     * {@code duplicateKeys: error} are refused then.
     */
    default boolean repeatsKeys() {
        return false;
    }

    /** Whether each of its parts is all there is, and what that means; then it is opened by {@link #openSnapshots}. */
    default Optional<SnapshotSettings> snapshots() {
        return Optional.empty();
    }

    /**
     * Columns whose values stand in its positions. Those that only fields withheld by the contract come from are refused
     * then: positions are no place for them.
     */
    default List<String> positionColumns() {
        return List.of();
    }

    /**
     * Everything that keeps these columns from being read, found without reading all of it and without any effect at the
     * origin; empty if nothing does.
     */
    List<Violation> check(List<String> columns);

    /**
     * Opens the source for reading. One that is cheap to read again, and whose keys must not repeat within a part, reads
     * from its beginning, proves what was published and marks it {@link SourceRow#done() done}; any other starts behind
     * the positions.
     *
     * @param columns the columns that {@link SourceRow#text} will be asked for, by index
     * @param positions how far each part was committed by earlier runs, by the part's name; all of this source's kind
     * @throws org.silobridge.model.RefusedException with what {@link #check} would have found, or if what was published
     *     has changed; of the kind {@code UNAVAILABLE} for what passes by itself, such as a database that does not answer:
     *     the connector then waits and opens again
     */
    Rows open(List<String> columns, Map<String, SourcePosition> positions);

    /**
     * Opens a source of snapshots for reading, as {@link #open} does.
     *
     * @param reader stands for all that decides what becomes of a row: a snapshot that was begun with another one is read
     *     from its beginning
     */
    default SnapshotRows openSnapshots(List<String> columns, Map<String, SourcePosition> positions, String reader) {
        throw new UnsupportedOperationException(kind() + " is no source of snapshots");
    }

    /**
     * Opens it for a look at its rows, from the beginning. These rows end, also where the source is continuous, and
     * reading them has no effect at the origin.
     *
     * @throws org.silobridge.model.RefusedException also where there is nothing to look at beforehand
     */
    default Rows preview(List<String> columns) {
        return open(columns, Map.of());
    }
}
