package org.silobridge.cli.soak.publish;

import java.util.Locale;

/** The kinds of sources whose connectors are killed, from those that need little code to those that need much. */
public enum SourceUnderTest {
    CSV,
    JDBC,
    PUSH,
    SNAPSHOT,
    CDC;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
