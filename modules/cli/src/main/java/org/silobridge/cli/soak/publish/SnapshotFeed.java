package org.silobridge.cli.soak.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A folder of full exports, of which only what changed is to be published, and what vanished taken away. Now and then the
 * connector's table of what is published is lost between two starts.
 */
final class SnapshotFeed extends RegisterFeed {
    private static final int ROWS_FIRST = 300;
    private static final int FEWEST_STANDING = 150;
    private static final int MOST_NEW = 15;
    /** Out of so many rows, so many change from one export to the next, and so many vanish. */
    private static final int OF = 20;

    private static final int CHANGE = 5;
    private static final int VANISH = 1;
    private static final int ONE_GROWTH_IN = 12;
    private static final int ONE_LOSS_IN = 8;

    private final Path connectorFile;
    private final Path exports;
    private final Map<String, Map<String, String>> table = new TreeMap<>();
    private int files;

    SnapshotFeed(Publisher publisher, Random chance) throws IOException {
        super(publisher, chance, Judge.Order.KEY);
        this.connectorFile = publisher.connectorFile(
                "csv: {path: exports/*.csv, encoding: UTF-8, watch: true, quiet: PT0S, snapshot: {maxShrink: 50%}}",
                Penalties.MAPPING);
        this.exports = Files.createDirectories(publisher.directory().resolve("exports"));
    }

    @Override
    public Path connectorFile() {
        return connectorFile;
    }

    /** An export is read twice, and the next one begun when it is committed: not every growth is one. */
    @Override
    public void grow() throws IOException {
        if (chance.nextInt(ONE_GROWTH_IN) == 0) {
            export();
        }
    }

    @Override
    public void settle() throws IOException {
        export();
    }

    private void export() throws IOException {
        files++;
        var name = String.format(Locale.ROOT, "export-%06d.csv", files);
        register.in("exports/" + name);
        // One thing for each row: of what happens to it between two exports only the last can be seen.
        var stood = register.standing();
        for (int i = files == 1 ? ROWS_FIRST : chance.nextInt(MOST_NEW); i > 0; i--) {
            put(register.hasWithdrawn() && chance.nextBoolean() ? register.decideAgain(false) : register.decide(false));
        }
        for (int number : stood) {
            int dice = chance.nextInt(OF);
            // A bad row would be quarantined again with each export: it is another one each time.
            if (register.isBad(number) || dice < CHANGE) {
                put(register.change(number, false));
            } else if (dice >= OF - VANISH && table.size() > FEWEST_STANDING) {
                put(register.withdraw(number, false));
            }
        }
        var lines = new ArrayList<String>(table.size() + 1);
        lines.add(String.join(",", Penalties.COLUMNS));
        table.values().forEach(row -> lines.add(String.join(",", row.values())));
        var unfinished = Files.write(exports.resolve("." + name), lines);
        Files.move(unfinished, exports.resolve(name));
    }

    private void put(Register.Event event) {
        if (event.deletes()) {
            table.remove(event.decision());
        } else {
            table.put(event.decision(), event.texts());
        }
    }

    @Override
    public void beforeStart() throws IOException {
        export();
        var work = publisher.directory().resolve(publisher.name() + ".work");
        if (chance.nextInt(ONE_LOSS_IN) == 0 && Files.exists(work)) {
            try (var all = Files.walk(work)) {
                for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
