package org.silobridge.connector.source;

/**
 * A row that has its columns as bytes of well-formed UTF-8, so that what is checked and written on need not become
 * texts. What {@link #text} would give is what these bytes say.
 */
public interface Utf8Row extends SourceRow {

    /** Whether this row can be read as UTF-8; if not, or where it has a {@link #fault}, nothing below may be asked. */
    boolean isUtf8();

    /** Where its columns stand; not to be changed, and valid as long as the row. */
    byte[] buffer();

    /** Where a column starts in {@link #buffer}; -1 where only {@link #text} can tell what it says. */
    int start(int column);

    /** Where it ends. */
    int end(int column);
}
