package org.silobridge.it.databases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.silobridge.checks.RowChecks;
import org.silobridge.cli.local.Participant;
import org.silobridge.connector.config.StarterFile;
import org.silobridge.contract.Contract;
import org.silobridge.contract.sample.ContractSample;
import org.silobridge.contract.sample.SampleFile;
import org.silobridge.contract.sample.SampleRow;

/**
 * A file of made-up rows and the connector file that publishes it, with what has to come of them.
 *
 * @param good the open fields of each good row, as texts; null where there is no value
 * @param faulty the reason for each faulty line, with its path
 */
record MadeUpFeed(
        Contract contract,
        Path connectorFile,
        String connector,
        List<Map<String, String>> good,
        Map<Long, String> faulty) {
    private static final int ROWS = 300;
    private static final double INVALID = 0.1;

    static MadeUpFeed write(Path directory, Contract contract, Participant owner, String catalogue) throws IOException {
        var folder = Files.createDirectories(directory.resolve(contract.name().toString()));
        var good = new ArrayList<Map<String, String>>();
        var faulty = new TreeMap<Long, String>();
        var checks = RowChecks.of(contract);
        var rows = ContractSample.of(contract, (values, found, flagged) -> checks.check(i -> values[i], found, flagged))
                .orThrow()
                .rows(new ContractSample.Plan(12, ROWS, INVALID));
        try (var out = Files.newBufferedWriter(folder.resolve("sample.csv"))) {
            SampleFile.CSV.begin(contract, out);
            while (rows.hasNext()) {
                var row = rows.next();
                SampleFile.CSV.row(contract, row, out);
                row.fault()
                        .ifPresentOrElse(
                                fault -> faulty.put(SampleFile.CSV.line(row), fault.path() + " " + fault.code()),
                                () -> good.add(open(contract, row)));
            }
        }
        var text = StarterFile.text(contract, owner.department().slug(), SampleFile.CSV, "sample.csv")
                .replace("http://127.0.0.1:8080", catalogue)
                .replace("tokenFile: " + owner.slug() + ".token", "tokenFile: " + owner.publisherToken())
                .replace(
                        "clientConfigFile: " + owner.slug() + ".kafka.properties",
                        "clientConfigFile: " + owner.kafkaConfig());
        return new MadeUpFeed(
                contract,
                Files.writeString(folder.resolve("sample.connector.yaml"), text),
                "sample-" + contract.name().name(),
                good,
                faulty);
    }

    private static Map<String, String> open(Contract contract, SampleRow row) {
        var texts = new LinkedHashMap<String, String>();
        for (int i = 0; i < row.values().size(); i++) {
            var field = contract.fields().get(i);
            if (field.isOpen()) {
                texts.put(field.name(), AvroTexts.text(row.values().get(i)));
            }
        }
        return texts;
    }
}
