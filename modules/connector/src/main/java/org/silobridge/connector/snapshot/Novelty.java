package org.silobridge.connector.snapshot;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says which good rows are published. For the thread that reads. */
public interface Novelty {

    /** What becomes of a good row. */
    sealed interface Verdict {
        /** It is published. */
        record Publish() implements Verdict {}

        /** It says what is published already. */
        record Unchanged() implements Verdict {}

        /** Its key stood on this line before, and may not stand twice. */
        record Repeated(long line) implements Verdict {}
    }

    Verdict PUBLISH = new Verdict.Publish();
    Verdict UNCHANGED = new Verdict.Unchanged();

    /** Where each row adds something. */
    Novelty EVERY_ROW = new Novelty() {
        @Override
        public Verdict judge(byte[] key, byte @Nullable [] value, long line) {
            return PUBLISH;
        }

        @Override
        public void bad(Optional<byte[]> key) {}

        @Override
        public long held() {
            return 0;
        }
    };

    /** A good row, by what goes on the wire; also of rows that are done or only looked at. */
    Verdict judge(byte[] key, byte @Nullable [] value, long line);

    /** A row that is not published; with its key, if that can be told. */
    void bad(Optional<byte[]> key);

    /** How many keys stay although the part that ended last has not them. */
    long held();
}
