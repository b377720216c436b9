package org.silobridge.cli.soak.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import org.silobridge.cli.soak.Moment;
import org.silobridge.sandbox.ExchangeInfrastructure;

/**
 * A table that is read by when its rows changed, and into which transactions write that commit in another order than they
 * began. A version that is replaced before it is read is never seen; the last of each row is.
 */
final class JdbcFeed extends RegisterFeed {
    private static final int MOST_ROWS = 25;
    private static final int LONGEST_LATE_MILLIS = 60;
    /** Beyond what the transactions of {@link #grow} may take on a machine that has much to do. */
    private static final String LAG = "PT4S";

    private final Path connectorFile;
    private final Connection late;
    private final Connection prompt;

    JdbcFeed(Publisher publisher, ExchangeInfrastructure infrastructure, Random chance)
            throws IOException, SQLException {
        super(publisher, chance, Judge.Order.KEY);
        var table = PenaltyTable.create(infrastructure, publisher);
        this.connectorFile = publisher.connectorFile(
                "jdbc: {" + table.login() + ", table: " + PenaltyTable.NAME
                        + ", mode: timestamp, column: changed_at, key: [decision_no], visibilityLag: " + LAG
                        + ", poll: PT0.1S}",
                Penalties.MAPPING);
        register.in(PenaltyTable.NAME);
        this.late = table.connect();
        this.prompt = table.connect();
    }

    @Override
    public Path connectorFile() {
        return connectorFile;
    }

    /** Two transactions at a time, each with rows of its own: the first commits last. */
    @Override
    public void grow() throws SQLException, InterruptedException {
        for (int i = chance.nextInt(MOST_ROWS); i >= 0; i--) {
            PenaltyTable.write(late, register.write(true, number -> number % 2 == 0));
        }
        for (int i = chance.nextInt(MOST_ROWS); i >= 0; i--) {
            PenaltyTable.write(prompt, register.write(true, number -> number % 2 == 1));
        }
        prompt.commit();
        Moment.pass(chance.nextInt(LONGEST_LATE_MILLIS));
        late.commit();
    }
}
