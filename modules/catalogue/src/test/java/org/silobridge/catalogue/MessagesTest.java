package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.silobridge.model.Messages;

class MessagesTest {
    private static final Pattern CODE = Pattern.compile("\"(catalogue\\.[a-z.-]+)\"");
    private static final Path SOURCES =
            Path.of(System.getProperty("silobridge.project.dir"), "modules/catalogue/src/main/java");

    @Test
    void everyCodeHasItsTextInBothLanguages() throws IOException {
        var codes = new TreeSet<String>();
        try (var files = Files.walk(SOURCES)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                var found = CODE.matcher(Files.readString(file));
                while (found.find()) {
                    codes.add(found.group(1));
                }
            }
        }

        assertThat(codes)
                .hasSizeGreaterThan(50)
                .allMatch(code -> Messages.has(code, Locale.ENGLISH))
                .allMatch(code -> Messages.has(code, Locale.CHINESE));
    }
}
