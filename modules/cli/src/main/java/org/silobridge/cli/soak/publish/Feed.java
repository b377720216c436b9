package org.silobridge.cli.soak.publish;

import java.nio.file.Path;
import java.util.List;
import org.silobridge.connector.quarantine.QuarantineRecord;

/** One kind of source, with its connector: gives it rows, and knows what has to become of them. For one thread. */
interface Feed {
    Publisher publisher();

    Path connectorFile();

    /** Gives the connector more rows, few enough to be done in a fraction of a second. */
    void grow() throws Exception;

    /** Whether a connector that runs finds what is given to it meanwhile. Otherwise it ends when all is done. */
    default boolean continuous() {
        return true;
    }

    /** Called while no connector of it runs, before one is started that has to find something to do. */
    default void beforeStart() throws Exception {}

    /** Returns when everything given so far stands where the connector finds it, though no connector may run. */
    default void settle() throws Exception {}

    /** All rows given so far, in order. */
    List<Row> rows();

    Judge.Order order();

    /** Which row a record is of, by the feed's own telling. */
    String idOf(String key, byte[] value);

    /** Which row stands in quarantine. */
    String idOf(QuarantineRecord bad);
}
