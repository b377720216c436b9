package org.silobridge.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.DatasetRef;
import org.silobridge.model.Reason;
import org.silobridge.subscriber.End;
import org.silobridge.subscriber.Feed;
import org.silobridge.subscriber.ReceivedRecord;
import org.silobridge.subscriber.Subscription;
import org.silobridge.subscriber.SubscriptionSettings;
import org.silobridge.subscriber.sink.CsvSink;
import org.silobridge.subscriber.sink.JsonLinesSink;
import org.silobridge.subscriber.sink.RecordSink;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "subscribe",
        description = {
            "Reads a dataset and writes its records to standard output, until Ctrl-C or until the right ends",
            "(status 4, and one line that says which grant, when, why and whom to ask).",
            "",
            "The next run goes on where this one stopped. Each record comes at least once: after a crash the last",
            "few may come again."
        },
        footer = {
            "",
            "Examples:",
            "  silobridge subscribe ecology-environment/air-quality-hourly/beijing-ecology --format jsonl",
            "  silobridge subscribe population/resident/public-security --format csv --from-beginning \\",
            "      --until-caught-up > residents.csv"
        })
final class SubscribeCommand implements Callable<Integer> {
    enum Format {
        jsonl,
        csv
    }

    private final Console console;

    @Mixin
    ClientOptions client = new ClientOptions();

    @Parameters(paramLabel = "DATASET", description = "Id, or database/contract/owner.")
    String dataset;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            defaultValue = "jsonl",
            description = "jsonl: a JSON object a line. csv: RFC 4180 with a header. Default: jsonl.")
    Format format = Format.jsonl;

    @Option(
            names = "--envelope",
            description = "jsonl: also key, partition, offset and time of each record, around its value.")
    boolean envelope;

    @Option(
            names = "--spreadsheet",
            description = "csv: for opening in a spreadsheet: a byte order mark, and an apostrophe before texts that a "
                    + "spreadsheet would run as a formula (= + - @). Changes those values: not for programs.")
    boolean spreadsheet;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description =
                    "Kafka client configuration as issued to the department. Default: that of the client configuration.")
    @Nullable
    Path kafkaConfig;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            defaultValue = "subscribe",
            description = "Under which name the place is kept. Two at once under one name share the records. "
                    + "Default: subscribe.")
    String group;

    @Option(names = "--from-beginning", description = "Read all there is again, not from where the last run stopped.")
    boolean fromBeginning;

    @Option(names = "--until-caught-up", description = "End once all that is there now has been read.")
    boolean untilCaughtUp;

    @Option(names = "--max", paramLabel = "N", description = "End after N records.")
    @Nullable
    Long max;

    SubscribeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        var wanted = ClientCommand.id("DATASET", dataset, DatasetRef::parse);
        var settings = settings();
        var config = client.settings(console);
        var kafka = KafkaClientFile.read(kafkaConfig != null ? kafkaConfig : config.kafkaClientConfig());
        CatalogueClient catalogue = ClientOptions.open(config, console);
        var known = config.feed();
        var read = known != null ? wanted : Feed.named(catalogue, wanted).orThrow();
        var feed = known != null ? known : Feed.find(catalogue, read).orThrow();
        try (var subscription =
                        Subscription.open(read, feed, settings, kafka, catalogue, console.clock(), console::say);
                var interruption = new Interruption(subscription::stop)) {
            return read(subscription, console.raw());
        }
    }

    private SubscriptionSettings settings() {
        try {
            var settings = SubscriptionSettings.of(group);
            settings = fromBeginning ? settings.readingFromBeginning() : settings;
            settings = untilCaughtUp ? settings.stoppingWhenCaughtUp() : settings;
            return max == null ? settings : settings.stoppingAfter(max);
        } catch (IllegalArgumentException e) {
            throw ClientOptions.invalid(
                    "--group, --max", null, Reason.of("cli.value.form", "why", String.valueOf(e.getMessage())));
        }
    }

    private int read(Subscription subscription, OutputStream out) throws IOException {
        var sink = sink(out);
        var nobodyListens = new AtomicBoolean();
        End end;
        try {
            end = subscription.run((List<ReceivedRecord> records) -> {
                try {
                    sink.write(records);
                } catch (IOException e) {
                    nobodyListens.set(isClosedPipe(e));
                    throw e;
                }
            });
        } catch (IOException e) {
            if (nobodyListens.get()) {
                return ExitStatus.DONE; // Who reads our output has enough (`| head`): an end, not a fault.
            }
            throw e;
        }
        return told(end, subscription.count());
    }

    private int told(End end, long count) {
        if (end instanceof End.RightEnded ended) {
            console.say(ended.reason());
            return ExitStatus.RIGHT_ENDED;
        }
        console.say(Reason.of("cli.subscribe.done", "count", count, "dataset", dataset));
        return ExitStatus.DONE;
    }

    private RecordSink sink(OutputStream out) throws IOException {
        return format == Format.csv ? new CsvSink(out, spreadsheet) : new JsonLinesSink(out, envelope);
    }

    static boolean isClosedPipe(IOException e) {
        var message = String.valueOf(e.getMessage());
        return message.contains("Broken pipe") || message.contains("EPIPE");
    }
}
