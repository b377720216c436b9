package org.silobridge.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.silobridge.connector.position.PublishedTo;
import org.silobridge.connector.publish.TransactionalPublisher;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.model.Slug;

/** Which batches go together. What Kafka makes of a transaction is shown against a real one, in {@code ConnectorIT}. */
class TransactionsTest {
    private static final ConnectorSettings OF_TEN_ROWS =
            new ConnectorSettings(10, Duration.ofDays(1), Duration.ZERO, Duration.ZERO);

    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Tally tally = new Tally();
    private final List<Integer> committed = new ArrayList<>();
    private boolean leaseEnded;
    private Transactions transactions;

    @BeforeEach
    void begin() {
        var publication = ExchangeStage.publication(
                "credit/thing",
                TestContract.yaml("error"),
                TestContract.SCHEMA,
                "transactions",
                "127.0.0.1:9",
                URI.create("http://127.0.0.1:9"));
        tally.begin(Map.of());
        transactions = new Transactions(
                new TransactionalPublisher(kafka, publication, new Slug("things"), "credit/thing@1.0"),
                PublishedTo.of(publication),
                tally,
                OF_TEN_ROWS,
                new Transactions.Surroundings() {
                    @Override
                    public void beforeRows() {
                        if (leaseEnded) {
                            throw new IllegalStateException("the lease has ended");
                        }
                    }

                    @Override
                    public void committed(List<SourcePosition> positions, long nanos) {
                        committed.add((int) tally.now().read());
                    }
                });
    }

    private static Batch batch(int from, int rows) {
        var batch = new Batch(10);
        for (int i = from; i < from + rows; i++) {
            var bytes = String.valueOf(i).getBytes(StandardCharsets.UTF_8);
            batch.publish("a.csv", bytes, bytes, List.of());
        }
        batch.reached(List.of(position(from + rows)));
        return batch;
    }

    private static SourcePosition position(int rows) {
        return new SourcePosition(SourceKind.CSV, "a.csv", Map.of("rows", String.valueOf(rows)));
    }

    @Test
    void neverHaveMoreRowsThanTheyMay() {
        int rows = 0;
        for (int more : new int[] {6, 6, 4, 10, 1, 9}) {
            transactions.add(batch(rows, more));
            rows += more;
            if (transactions.isDue()) {
                transactions.commit();
            }
        }
        transactions.commit();

        assertThat(committed).containsExactly(6, 16, 26, 36);
        assertThat(kafka.history()).hasSize(36 + committed.size());
    }

    @Test
    void lookAtTheLeaseAlsoWhereRowsJoinWhatWasBegunWithoutAny() {
        leaseEnded = true;
        transactions.add(Batch.ofPositions(List.of(position(1))));

        assertThatThrownBy(() -> transactions.add(batch(0, 1))).hasMessage("the lease has ended");
    }

    @Test
    void areNotBegunForNothing() {
        transactions.add(Batch.ofPositions(List.of()));
        transactions.commit();

        assertThat(committed).isEmpty();
        assertThat(kafka.commitCount()).isZero();
    }
}
