package org.silobridge.connector;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.KeyLease;
import org.silobridge.client.Publication;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.model.Outcome;

/** A connector in a process of its own, to be killed. Says a line for each commit and one at the end. */
final class ConnectorProcess {
    private ConnectorProcess() {}

    /** Arguments: connector file, contract, prefix, bootstrap servers. */
    public static void main(String[] args) throws Exception {
        var file = ConnectorFile.read(Path.of(args[0])).orThrow();
        var publication = ExchangeStage.publication(args[1], args[2], args[3], URI.create("http://127.0.0.1"));
        var catalogue = new PublicationSource() {
            @Override
            public Outcome<Publication> publication(DatasetRef dataset) {
                return Outcome.ok(publication);
            }

            @Override
            public Outcome<KeyLease> leaseKey(DatasetRef dataset) {
                return Outcome.ok(ExchangeStage.lease(publication));
            }
        };
        var settings = new ConnectorSettings(150, Duration.ofSeconds(1), Duration.ofMillis(50), Duration.ofSeconds(1));
        var listener = new ConnectorListener() {
            @Override
            public void progressed(RunReport soFar, double rowsPerSecond) {
                System.out.println("commit " + soFar.now().read());
            }
        };
        var outcome = new Connector(file, catalogue, settings, Clock.systemUTC(), listener).run();
        if (outcome instanceof Outcome.Refused<RunReport> refused) {
            System.out.println("refused " + refused.refusal().in(Locale.ENGLISH));
        } else {
            System.out.println("end " + outcome.orThrow().now());
        }
    }
}
