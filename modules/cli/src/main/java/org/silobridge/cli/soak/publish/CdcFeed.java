package org.silobridge.cli.soak.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import org.apache.kafka.common.KafkaException;
import org.silobridge.cli.soak.PublishedRecords;
import org.silobridge.connector.position.PositionRecord;
import org.silobridge.sandbox.ExchangeInfrastructure;

/**
 * A table whose changes are captured, with rows in it from before. Versions that are replaced while these are read may never be
 * seen; once that is over every change is.
 */
final class CdcFeed extends RegisterFeed {
    private static final int ROWS_BEFORE = 600;
    private static final int MOST_CHANGES = 40;
    private static final int LOOK_AT_EVERY_GROWTH = 5;

    private final Path connectorFile;
    private final Connection connection;
    private boolean inSnapshot = true;
    private int growths;

    CdcFeed(Publisher publisher, ExchangeInfrastructure infrastructure, Random chance)
            throws IOException, SQLException {
        super(publisher, chance, Judge.Order.KEY);
        var table = PenaltyTable.create(infrastructure, publisher);
        this.connectorFile = publisher.connectorFile(
                "cdc: {" + table.login() + ", table: " + PenaltyTable.NAME + ", key: [decision_no, authority]}",
                Penalties.MAPPING);
        register.in(PenaltyTable.NAME);
        this.connection = table.connect();
        for (int i = 0; i < ROWS_BEFORE; i++) {
            PenaltyTable.write(connection, register.decide(true));
        }
        connection.commit();
    }

    @Override
    public Path connectorFile() {
        return connectorFile;
    }

    /** One transaction, which may change a row more than once. */
    @Override
    public void grow() throws SQLException {
        inSnapshot = inSnapshot && (growths++ % LOOK_AT_EVERY_GROWTH != 0 || isInSnapshot());
        for (int i = chance.nextInt(MOST_CHANGES); i >= 0; i--) {
            PenaltyTable.write(connection, register.happens(inSnapshot));
        }
        connection.commit();
    }

    /** Whether, as far as is committed, the rows from before are still being read. */
    private boolean isInSnapshot() {
        try {
            return PublishedRecords.read(publisher.owner(), publisher.privateTopic("positions")).stream()
                    .map(record -> PositionRecord.parse(record.value()))
                    .noneMatch(record -> record.position().text("inSnapshot").equals("false"));
        } catch (KafkaException e) {
            // It is down for the moment.
            return true;
        }
    }
}
