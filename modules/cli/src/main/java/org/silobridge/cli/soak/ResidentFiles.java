package org.silobridge.cli.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.silobridge.contract.sample.ResidentSample;
import org.silobridge.model.DivisionCode;

/** Synthetic people, whose identity numbers leave the connector as pseudonyms. */
final class ResidentFiles implements Feed.Files {
    private static final int ROWS = 6_000;
    private static final double INVALID = 0.03;

    private final long seed;
    private final UnaryOperator<String> pseudonym;
    private final Set<String> taken = new HashSet<>();

    /** @param pseudonym of an identity number, as the publisher's key makes it */
    ResidentFiles(long seed, UnaryOperator<String> pseudonym) {
        this.seed = seed;
        this.pseudonym = pseudonym;
    }

    @Override
    public SourceFile write(Path directory, int number) throws IOException {
        var text = new StringBuilder();
        new ResidentSample(seed + number, ROWS, INVALID, new DivisionCode("44"), 0.6).writeTo(text);
        var rows = text.toString().lines().toList();
        var kept = new ArrayList<String>(rows.size());
        var keys = new ArrayList<String>(rows.size());
        kept.add(rows.get(0));
        for (int i = 1; i < rows.size(); i++) {
            var row = rows.get(i);
            var identity = row.substring(0, row.indexOf(','));
            // Two samples may have the same person, each right in its own file: here each is to be told from all.
            if (taken.add(identity)) {
                kept.add(row);
                keys.add(pseudonym.apply(identity));
            }
        }
        var name = String.format(Locale.ROOT, "residents-%05d.csv", number);
        Files.write(directory.resolve(name), kept, ResidentSample.ENCODING);
        return new SourceFile("data/" + name, keys);
    }
}
