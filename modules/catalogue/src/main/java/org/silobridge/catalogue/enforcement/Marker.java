package org.silobridge.catalogue.enforcement;

import java.util.regex.Pattern;

/**
 * How far the ledger was when rights were last changed on Kafka, kept on Kafka itself: outside PostgreSQL, and lost only
 * together with the rights that it explains. A database whose ledger does not contain it is an older one.
 *
 * @param rootHash of the ledger at that size, base64
 */
record Marker(long ledgerSize, String rootHash) {
    /** Of a ledger with no entry. */
    static final Marker EMPTY = new Marker(0, "");

    private static final Pattern FORM =
            Pattern.compile("\\{\"version\":1,\"ledgerSize\":(\\d{1,18}),\"rootHash\":\"([A-Za-z0-9+/=]*)\"}");

    Marker {
        if (ledgerSize < 0) {
            throw new IllegalArgumentException("ledgerSize is below 0: " + ledgerSize);
        }
    }

    String json() {
        return "{\"version\":1,\"ledgerSize\":" + ledgerSize + ",\"rootHash\":\"" + rootHash + "\"}";
    }

    static Marker parse(String json) {
        var found = FORM.matcher(json);
        if (!found.matches()) {
            throw new IllegalStateException("not a marker this version can read: " + json);
        }
        return new Marker(Long.parseLong(found.group(1)), found.group(2));
    }
}
