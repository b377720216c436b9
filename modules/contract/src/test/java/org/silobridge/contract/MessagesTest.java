package org.silobridge.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.silobridge.model.Messages;

class MessagesTest {
    private static final Pattern CODE = Pattern.compile("\"(contract\\.[a-z]+\\.[a-z0-9-]+)\"");
    private static final Path MODULE = ProjectContracts.PROJECT.resolve("modules/contract/src/main");

    @Test
    void everyCodeThatTheSourcesNameHasBothTexts() throws IOException {
        var codes = new TreeSet<String>();
        for (var file : sources()) {
            CODE.matcher(Files.readString(file)).results().forEach(found -> codes.add(found.group(1)));
        }

        assertThat(codes).contains("contract.rule.required", "contract.yaml.alias");
        assertThat(codes).allSatisfy(code -> {
            assertThat(Messages.has(code, Locale.ENGLISH)).isTrue();
            assertThat(Messages.has(code, Locale.CHINESE)).isTrue();
        });
    }

    @Test
    void bothLanguagesHaveTheSameCodesWithTheSameParameters() throws IOException {
        assertThat(signatures("contract_zh.properties")).isEqualTo(signatures("contract.properties"));
    }

    private static Set<String> signatures(String bundle) throws IOException {
        return Files.readAllLines(MODULE.resolve("resources/silobridge/messages/" + bundle)).stream()
                .filter(line -> line.startsWith("contract."))
                .map(line -> line.substring(0, line.indexOf('='))
                        // A text in both languages comes as {textEn} and {textZh}.
                        + Pattern.compile("\\{[a-zA-Z]+}")
                                .matcher(line.replace("Zh}", "En}"))
                                .results()
                                .map(found -> found.group())
                                .collect(Collectors.toCollection(TreeSet::new)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Path> sources() throws IOException {
        try (var files = Files.walk(MODULE.resolve("java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).collect(Collectors.toSet());
        }
    }
}
