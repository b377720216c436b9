package org.silobridge.cli.soak.publish;

import java.util.Locale;

/** The kinds of sources whose connectors are killed. */
public enum SourceUnderTest {
    CSV,
    JDBC;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
