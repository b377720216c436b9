package org.silobridge.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.silobridge.checks.Cel;
import org.silobridge.checks.RowChecks;
import org.silobridge.connector.config.StarterFile;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.sample.ContractSample;
import org.silobridge.contract.sample.SampleFile;
import org.silobridge.contract.sample.SampleRow;
import org.silobridge.model.ContractName;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge dataset sample}. */
@Command(
        name = "sample",
        description = {
            "Makes up rows of a contract, so that its readers can start before the real feed is there. The same seed",
            "gives the same rows. Some break the contract on purpose, each in one way: a report says which row, where,",
            "and for which reason it is to be set aside.",
            "A contract file is read without asking anybody; a name is looked up in the catalogue."
        },
        footer = {
            "",
            "Examples:",
            "  silobridge dataset sample schemas/credit/administrative-penalty.yaml --rows 10",
            "  silobridge dataset sample legal-persons/legal-entity --rows 100000 --invalid 2% --out units.csv \\",
            "      --connector units.connector.yaml --owner market-supervision"
        })
final class DatasetSampleCommand implements Callable<Integer> {
    private static final BigDecimal HUNDRED = new BigDecimal(100);

    enum Format {
        csv(SampleFile.CSV),
        jsonl(SampleFile.JSONL);

        private final SampleFile file;

        Format(SampleFile file) {
            this.file = file;
        }
    }

    private final Console console;

    @Parameters(paramLabel = "CONTRACT", description = "A contract's YAML file, or database/name.")
    String contract = "";

    @Option(names = "--rows", paramLabel = "N", defaultValue = "100", description = "How many. Default: 100.")
    long rows;

    @Option(
            names = "--invalid",
            paramLabel = "SHARE",
            defaultValue = "0%",
            description = "Which part of them breaks the contract, such as 2%%. Default: none.")
    String invalid = "";

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Another seed, other rows. Default: 1.")
    long seed;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "csv",
            description = "csv or jsonl. Default: csv.")
    Format format = Format.csv;

    @Option(names = "--out", paramLabel = "FILE", description = "Where the rows go. Default: standard output.")
    @Nullable
    Path out;

    @Option(
            names = "--faults",
            paramLabel = "FILE",
            description = "Where the report of faults goes. Default: beside --out, its name and .faults.csv.")
    @Nullable
    Path faults;

    @Option(
            names = "--connector",
            paramLabel = "FILE",
            description = "Write a connector file too, which publishes the rows of --out.")
    @Nullable
    Path connector;

    @Option(
            names = "--owner",
            paramLabel = "DEPARTMENT",
            defaultValue = "my-department",
            description = "Slug of the department that the connector file is for. Default: my-department.")
    String owner = "";

    @Mixin
    ClientOptions client = new ClientOptions();

    DatasetSampleCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        var file = format.file;
        var plan = plan();
        var slug = ClientCommand.id("--owner", owner, Slug::new);
        if (connector != null && out == null) {
            throw ClientOptions.invalid("--connector", connector.toString(), Reason.of("cli.sample.connector-out"));
        }
        var read = contract();
        var checks = RowChecks.of(read);
        var sample = ContractSample.of(read, (values, found, flagged) -> checks.check(i -> values[i], found, flagged))
                .orThrow();
        long set;
        try {
            set = write(read, sample, plan, file);
        } catch (IOException e) {
            if (out == null && SubscribeCommand.isClosedPipe(e)) {
                return ExitStatus.DONE; // Who reads our output has enough (`| head`): an end, not a fault.
            }
            throw e;
        }
        if (connector != null && out != null) {
            var path = Objects.requireNonNull(connector.toAbsolutePath().getParent())
                    .relativize(out.toAbsolutePath());
            Files.writeString(
                    connector,
                    StarterFile.text(read, slug, file, path.toString().replace('\\', '/')));
        }
        console.say(Reason.of(
                "cli.sample.done", "rows", plan.rows(), "invalid", set, "contract", read.reference(), "seed", seed));
        return ExitStatus.DONE;
    }

    private Contract contract() {
        var path = Path.of(contract);
        if (contract.endsWith(".yaml") || Files.exists(path)) {
            return ContractReader.read(path, Cel.LANGUAGE).orThrow();
        }
        var name = ClientCommand.id("CONTRACT", contract, ContractName::parse);
        var catalogue = client.open(console);
        var newest = catalogue.contract(name).orThrow().versions().stream()
                .max((a, b) -> a.version().compareTo(b.version()))
                .orElseThrow();
        var texts = catalogue.contractVersion(name, newest.version()).orThrow();
        return ContractReader.read(contract + ".yaml", texts.contract(), texts.schema(), Cel.LANGUAGE)
                .orThrow();
    }

    private ContractSample.Plan plan() {
        List<Violation> wrong = new ArrayList<>();
        double share = 0;
        try {
            share = share(invalid);
        } catch (IllegalArgumentException e) {
            wrong.add(new Violation("--invalid", invalid, Reason.of("cli.sample.share")));
        }
        if (rows < 0) {
            wrong.add(new Violation("--rows", String.valueOf(rows), Reason.of("cli.sample.rows")));
        }
        if (!wrong.isEmpty()) {
            throw new RefusedException(new Refusal(Refusal.Kind.INVALID, Reason.of("cli.options.invalid"), wrong));
        }
        return new ContractSample.Plan(seed, rows, share);
    }

    /** 2% and 0.02 are the same. */
    static double share(String text) {
        boolean percent = text.endsWith("%");
        var number =
                new BigDecimal(percent ? text.substring(0, text.length() - 1).strip() : text);
        var share = percent ? number.divide(HUNDRED) : number;
        if (share.signum() < 0 || share.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException(text);
        }
        return share.doubleValue();
    }

    /** Whole files only: they are written under another name and then renamed. @return how many rows are invalid */
    private long write(Contract read, ContractSample sample, ContractSample.Plan plan, SampleFile file)
            throws IOException {
        if (out == null) {
            var standard = new BufferedWriter(new OutputStreamWriter(console.raw(), StandardCharsets.UTF_8));
            try (var report = Report.open(faults)) {
                long set = write(read, sample, plan, file, standard, report);
                standard.flush();
                return set;
            }
        }
        var unfinished = out.resolveSibling(out.getFileName() + ".unfinished");
        var beside = plan.invalidShare() > 0 ? out.resolveSibling(out.getFileName() + ".faults.csv") : null;
        boolean done = false;
        try (var writer = Files.newBufferedWriter(unfinished);
                var report = Report.open(faults == null ? beside : faults)) {
            long set = write(read, sample, plan, file, writer, report);
            writer.close();
            Files.move(unfinished, out, StandardCopyOption.REPLACE_EXISTING);
            done = true;
            return set;
        } finally {
            if (!done) {
                Files.deleteIfExists(unfinished);
            }
        }
    }

    private static long write(
            Contract read, ContractSample sample, ContractSample.Plan plan, SampleFile file, Writer out, Report report)
            throws IOException {
        file.begin(read, out);
        long set = 0;
        for (var all = sample.rows(plan); all.hasNext(); ) {
            var row = all.next();
            file.row(read, row, out);
            if (row.fault().isPresent()) {
                set++;
                report.row(file, row);
            }
        }
        return set;
    }

    /** The report of intended faults, where one is wanted. */
    private record Report(@Nullable Writer writer) implements AutoCloseable {
        static Report open(@Nullable Path path) throws IOException {
            if (path == null) {
                return new Report(null);
            }
            var writer = Files.newBufferedWriter(path);
            writer.append(String.join(",", SampleFile.FAULT_COLUMNS)).append('\n');
            return new Report(writer);
        }

        void row(SampleFile file, SampleRow row) throws IOException {
            if (writer != null) {
                file.fault(row, writer);
            }
        }

        @Override
        public void close() throws IOException {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
