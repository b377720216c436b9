package org.silobridge.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a dishonest hand would do to an export file. */
final class Tampering {
    private Tampering() {}

    /** A copy of {@code export} in which one byte of the text of entry {@code index} is another. */
    static Path flipOneByte(Path export, long index) throws IOException {
        var lines = Files.readString(export, StandardCharsets.UTF_8).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].startsWith(index + "\t")) {
                int at = lines[i].indexOf("\"time\":\"") + "\"time\":\"".length() + 3;
                char digit = lines[i].charAt(at);
                lines[i] = lines[i].substring(0, at)
                        + (digit == '9' ? '8' : (char) (digit + 1))
                        + lines[i].substring(at + 1);
            }
        }
        var tampered = export.resolveSibling("tampered-" + export.getFileName());
        return Files.writeString(tampered, String.join("\n", lines), StandardCharsets.UTF_8);
    }
}
