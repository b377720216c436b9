package org.silobridge.cli.soak.publish;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.silobridge.connector.quarantine.QuarantineRecord;

/** A feed of files in which each key stands once: it is the order of the files that partitions have to keep. */
abstract class OnceFeed implements Feed {
    final Publisher publisher;
    final List<Row> rows = new ArrayList<>();
    final Map<String, String> idOfKey = new HashMap<>();

    OnceFeed(Publisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public final Publisher publisher() {
        return publisher;
    }

    @Override
    public final List<Row> rows() {
        return rows;
    }

    @Override
    public final Judge.Order order() {
        return Judge.Order.PARTITION;
    }

    @Override
    public final String idOf(String key, byte[] value) {
        return idOfKey.getOrDefault(key, "a record with the key " + key);
    }

    @Override
    public final String idOf(QuarantineRecord bad) {
        return bad.file() + ":" + bad.line();
    }
}
