package org.silobridge.cli;

import org.jspecify.annotations.Nullable;
import org.silobridge.client.Opens;

/** What a grant opens, as tables say it. */
final class OpensText {
    private OpensText() {}

    static @Nullable String of(@Nullable Opens opens) {
        if (opens == null) {
            return null;
        }
        var past = opens.history().equals("newest-of-each-key")
                ? "the newest record of each key, however old"
                : opens.from() == null
                        ? "every record ever written"
                        : "every record since " + opens.from() + " (kept for " + opens.retention() + ")";
        return past + ", and what comes; " + String.join(", ", opens.groups()) + " of " + opens.topic();
    }
}
