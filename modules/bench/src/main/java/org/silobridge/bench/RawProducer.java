package org.silobridge.bench;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.row.RowPipeline;
import org.silobridge.model.AtTheEdge;

/** The limit: records that our connector would send, encoded before the clock starts, given to a producer one by one. */
final class RawProducer implements Contestant.Way {
    private final Stage stage;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> values = new ArrayList<>();

    RawProducer(Stage stage) {
        this.stage = stage;
    }

    @Override
    @AtTheEdge("The contestant is a process of its own.")
    public void prepare() {
        var contract = Stage.contract();
        var file = stage.connectorFile("raw");
        var mapping = CompiledMapping.compile(file.mapping(), contract).orThrow();
        var pipeline = new RowPipeline(contract, mapping, Stage.SCHEMA_ID, Optional.empty());
        try (var rows = file.openable(Clock.systemUTC()).open(mapping.columns(), Map.of())) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                if (!pipeline.accept(row)) {
                    throw new IllegalStateException(
                            "line " + row.line() + ": " + pipeline.faults().toString());
                }
                keys.add(pipeline.key());
                values.add(Objects.requireNonNull(pipeline.value()));
            }
        }
    }

    @Override
    public long run(String topic, String run) {
        var reference = Stage.contract().reference().getBytes(StandardCharsets.UTF_8);
        var headers = List.<Header>of(new RecordHeader("sb-contract", reference));
        try (var transactions = new TimedTransactions(stage.producer("bench." + run))) {
            for (int i = 0; i < keys.size(); i++) {
                transactions.send(new ProducerRecord<>(topic, null, keys.get(i), values.get(i), headers));
            }
            return transactions.end();
        }
    }
}
