package org.silobridge.bench.enforcement;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A kind of client, and how it is measured. */
public enum Kind {
    CLASSIC("in mid-poll, classic group protocol", 4, true),
    CONSUMER("in mid-poll, new group protocol (KIP-848)", 4, true),
    IDLE("nothing to read for more than a second before the decision", 4, false),
    LOAD("4,000 records of 1 KiB a second", 2, false),
    RECONNECTING("a new connection and log-in every 200 ms", 3, false),
    JAVASCRIPT("kafkajs in Node", 3, false),
    HOSTILE("many connections, each with a fetch parked for seconds", 1, false),
    CREDENTIAL("only the log-in is ended, the right stays", 20, false);

    private final String title;
    private final int lanes;
    private final boolean often;

    Kind(String title, int lanes, boolean often) {
        this.title = title;
        this.lanes = lanes;
        this.often = often;
    }

    public static Optional<Kind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String title() {
        return title;
    }

    /** How many departments take turns, each way. */
    int lanes() {
        return lanes;
    }

    /** Of {@code runs}, how many this kind gets: all, or a tenth. */
    int runs(int runs) {
        return often ? runs : Math.max(1, runs / 10);
    }

    /** Whether it tells how soon an approval can be read: not where the client itself waits for more than one record. */
    boolean tellsApprovals() {
        return this != HOSTILE && this != CREDENTIAL;
    }

    /** Records sent every {@link Flow#TICK}. */
    int recordsATick() {
        return this == LOAD ? 20 : 1;
    }

    int recordBytes() {
        return this == LOAD ? 1024 : 100;
    }

    /** How long it reads before its right ends, at least; up to 600 ms of chance come on top. */
    Duration reading() {
        return Duration.ofMillis(this == HOSTILE ? 4000 : 300);
    }

    /** How long it is watched once it was refused, or, where that is not waited for, after the decision. */
    Duration watched() {
        return Duration.ofMillis(this == HOSTILE ? 6500 : 1000);
    }
}
