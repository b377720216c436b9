package org.silobridge.bench;

import java.time.Clock;
import java.time.Duration;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.KeyLease;
import org.silobridge.client.Publication;
import org.silobridge.connector.Connector;
import org.silobridge.connector.ConnectorListener;
import org.silobridge.connector.ConnectorSettings;
import org.silobridge.connector.PublicationSource;
import org.silobridge.model.AtTheEdge;
import org.silobridge.model.Outcome;

/** Our connector, as {@code silobridge connector run} runs it, start and recovery included; only the catalogue is played. */
final class OurConnector implements Contestant.Way {
    private static final ConnectorSettings SETTINGS = new ConnectorSettings(
            Integer.MAX_VALUE,
            Duration.ofMillis(Stage.TRANSACTION_MILLIS),
            Duration.ofMillis(500),
            Duration.ofSeconds(15));

    private final Stage stage;

    OurConnector(Stage stage) {
        this.stage = stage;
    }

    @Override
    public long run(String topic, String run) {
        var connector = new Connector(
                stage.connectorFile(run),
                played(stage.publication(topic)),
                SETTINGS,
                clock(),
                ConnectorListener.SILENT);
        var counts = connector.run().orThrow().now();
        if (counts.quarantined() > 0) {
            throw new IllegalStateException("quarantined: " + counts);
        }
        return counts.published();
    }

    @AtTheEdge("The contestant is a process of its own.")
    private static Clock clock() {
        return Clock.systemUTC();
    }

    private static PublicationSource played(Publication publication) {
        return new PublicationSource() {
            @Override
            public Outcome<Publication> publication(DatasetRef dataset) {
                return Outcome.ok(publication);
            }

            @Override
            public Outcome<KeyLease> leaseKey(DatasetRef dataset) {
                throw new IllegalStateException("the benchmark's contract has no pseudonymous key");
            }
        };
    }
}
