package org.silobridge.cli;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.Due;
import org.silobridge.client.Request;

/** Deadlines of the law in tables. */
final class DueText {
    private DueText() {}

    /** By when, and how that looks; null where there is nothing to answer. */
    static @Nullable String of(@Nullable Due due) {
        return due == null ? null : of(due.at(), due.colour().toString(), due.provisional());
    }

    /** As {@link #of(Due)}, with who has to act. */
    static @Nullable String of(Request.@Nullable Due due) {
        return due == null ? null : of(due.at(), due.colour() + ", " + due.waitsFor(), due.provisional());
    }

    private static String of(Instant at, String state, boolean provisional) {
        return at + " " + state + (provisional ? " (provisional: holidays not known yet)" : "");
    }
}
