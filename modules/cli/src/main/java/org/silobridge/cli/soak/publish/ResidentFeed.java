package org.silobridge.cli.soak.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.silobridge.client.DatasetRef;
import org.silobridge.contract.sample.ResidentSample;
import org.silobridge.contract.wire.PseudonymKey;
import org.silobridge.model.ContractName;
import org.silobridge.model.DivisionCode;

/**
 * Files of synthetic people, whose identity numbers leave the connector as pseudonyms. It reads the files that are there and
 * ends; each start reads all of them again.
 */
final class ResidentFeed extends OnceFeed {
    static final ContractName CONTRACT = ContractName.parse("population/resident");

    private static final int ROWS = 1_500;
    private static final double INVALID = 0.03;

    private final Path connectorFile;
    private final Path data;
    private final PseudonymKey pseudonyms;
    private final long seed;
    private final Set<String> taken = new HashSet<>();
    private int files;

    /** @param demo the directory of the demo's connectors */
    ResidentFeed(Publisher publisher, Path demo, long seed) throws IOException {
        super(publisher);
        this.seed = seed;
        this.connectorFile = publisher.connectorFile(
                "csv: {path: data/*.csv, encoding: GB18030}", DemoMapping.of(demo.resolve("residents.connector.yaml")));
        this.data = Files.createDirectories(publisher.directory().resolve("data"));
        var dataset = publisher.dataset();
        var lease = publisher
                .owner()
                .publisher()
                .leaseKey(DatasetRef.of(dataset.id()))
                .orThrow();
        this.pseudonyms = PseudonymKey.derive(lease.secretBytes(), dataset.id(), dataset.major());
    }

    @Override
    public Path connectorFile() {
        return connectorFile;
    }

    @Override
    public boolean continuous() {
        return false;
    }

    @Override
    public void grow() throws IOException {
        files++;
        var name = String.format(Locale.ROOT, "residents-%06d.csv", files);
        var part = "data/" + name;
        var text = new StringBuilder();
        new ResidentSample(seed + files, ROWS, INVALID, new DivisionCode("44"), 0.6).writeTo(text);
        var made = text.toString().lines().toList();
        var kept = new ArrayList<String>(made.size());
        kept.add(made.get(0));
        for (var row : made.subList(1, made.size())) {
            var identity = row.substring(0, row.indexOf(','));
            // Two samples may have the same person, each right in its own file: here each is to be told from all.
            if (taken.add(identity)) {
                kept.add(row);
                var id = part + ":" + kept.size();
                var key = pseudonyms.pseudonym(identity);
                rows.add(Row.of(id, key, part, Row.Fate.EITHER));
                idOfKey.put(key, id);
            }
        }
        var unfinished = Files.write(data.resolve(name + ".part"), kept, ResidentSample.ENCODING);
        Files.move(unfinished, data.resolve(name));
    }
}
