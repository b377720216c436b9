package org.silobridge.cli.soak.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The mapping of one of the demo's connectors. */
final class DemoMapping {
    private static final String HEAD = "\nmapping:\n";

    private DemoMapping() {}

    /** What stands below {@code mapping:}, the last section of the file. */
    static String of(Path connectorFile) throws IOException {
        var text = Files.readString(connectorFile);
        int head = text.indexOf(HEAD);
        if (head < 0) {
            throw new IllegalArgumentException(connectorFile + " has no mapping");
        }
        return text.substring(head + HEAD.length()).stripIndent();
    }
}
