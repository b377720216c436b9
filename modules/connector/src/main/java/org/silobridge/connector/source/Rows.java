package org.silobridge.connector.source;

import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Violation;

/**
 * An open reading of a source. For one thread, but for {@link #committed}. Memory is bounded whatever the origin holds,
 * and while nobody asks for rows, none are fetched without bound.
 */
public interface Rows extends AutoCloseable {

    /**
     * The next row, valid until the next call; or null, after which {@link #ended} says why. Where there is nothing now,
     * it waits for something a moment (at most 100 ms), so that whoever asks again and again neither burns a processor
     * nor is kept from committing in time or from stopping.
     *
     * @throws org.silobridge.model.RefusedException if what an earlier run published has changed since, or reading
     *     fails; of the kind {@code UNAVAILABLE} where trying again may help
     */
    @Nullable
    SourceRow next();

    /** After {@link #next} gave null: whether that was the end. If not, there is nothing now and something may come. */
    boolean ended();

    /**
     * Whether the row that {@link #next} gave last is only looked at: it will be given again, to be published. Only where a
     * part is judged as a whole first.
     */
    default boolean looking() {
        return false;
    }

    /**
     * What will become of the row that {@link #next} gave last, once committed: published, or quarantined with these
     * faults. Told of every row that is not {@link SourceRow#done() done}, on the thread of {@link #next} and before its
     * next call.
     */
    default void judged(List<Violation> faults) {}

    /** Whether {@link #judged} is to be told of rows that are done, too: what is found when they are judged again. */
    default boolean judgesAgain() {
        return false;
    }

    /**
     * How far the source is read, the last row included: one position for each part that has moved since this was last
     * asked. Costs a digest each: ask once per transaction. A source may also move without giving a row, as where changes
     * are captured of which none is for this connector; so it is asked at calm intervals also while {@link #next} gives
     * nothing.
     */
    List<SourcePosition> advance();

    /**
     * Kafka has committed these positions, which {@link #advance} gave, and all rows up to them. In the order of
     * advancing; on any thread, also while {@link #next} is at work. Must not block. Not told of what was committed when
     * the process ended: what {@code open} is given says that.
     */
    default void committed(List<SourcePosition> positions) {}

    /**
     * Whether the run, which is to stop, should go on for a moment because somebody waits for what is at work. Then these
     * rows take on nothing more, and soon {@linkplain #ended end}. On any thread, again and again.
     */
    default boolean finishes() {
        return false;
    }

    /**
     * Whether somebody waits for each row to be committed: then that is done as soon as there is nothing more at hand,
     * rather than in time. On the thread of {@link #next}.
     */
    default boolean awaited() {
        return false;
    }

    /** Which share of the source is read, from 0 to 1, where it knows its size. On any thread. */
    default OptionalDouble share() {
        return OptionalDouble.empty();
    }

    /** Ends the reading. Rows given and not committed count as never given. */
    @Override
    void close();
}
