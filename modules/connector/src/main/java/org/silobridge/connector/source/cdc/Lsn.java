package org.silobridge.connector.source.cdc;

/** Places in PostgreSQL's log, as numbers: PostgreSQL writes the two halves in hexadecimal. */
final class Lsn {
    private Lsn() {}

    static long parse(String text) {
        int slash = text.indexOf('/');
        return (Long.parseLong(text.substring(0, slash), 16) << 32) | Long.parseLong(text.substring(slash + 1), 16);
    }
}
