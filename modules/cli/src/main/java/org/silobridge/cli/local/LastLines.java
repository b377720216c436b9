package org.silobridge.cli.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The end of what a process has said, for whoever is told that something went wrong with it. */
public final class LastLines {
    private LastLines() {}

    /** At most so many lines of this log; why not, if it cannot be read. */
    public static String of(Path log, int most) {
        try {
            var lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - most), lines.size()));
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }
}
