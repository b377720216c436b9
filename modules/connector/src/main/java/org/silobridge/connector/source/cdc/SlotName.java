package org.silobridge.connector.source.cdc;

import java.nio.charset.StandardCharsets;
import org.silobridge.connector.source.file.Digests;
import org.silobridge.model.DatasetId;
import org.silobridge.model.Slug;

/** What replication slots are called: PostgreSQL takes a to z, digits and underscores, 63 at most. */
final class SlotName {
    private static final String PREFIX = "silobridge_";
    private static final int LONGEST = 63;
    private static final int DIGITS = 8;

    private SlotName() {}

    /** Of no other connector: a dataset's id is random, and no two connectors of one dataset have the same name. */
    static String of(Slug connector, DatasetId dataset) {
        var id = dataset.value().substring(DatasetId.KIND.length());
        int left = LONGEST - PREFIX.length() - id.length();
        var name = connector.value();
        if (name.length() > left) {
            var digest = Digests.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
            name = name.substring(0, left - digest.length() - 1) + "_" + digest;
        }
        return (PREFIX + name + id).replace('-', '_');
    }

    /** As earlier releases called it, whose positions do not say. */
    static String former(Slug connector) {
        return PREFIX + connector.value().replace('-', '_');
    }
}
