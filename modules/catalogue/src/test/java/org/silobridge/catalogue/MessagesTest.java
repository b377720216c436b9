package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A refusal cannot be added without a code, its parameters and both languages. */
class MessagesTest {
    private static final Pattern CODE = Pattern.compile("\"(catalogue\\.[a-z0-9.-]+)\"");
    private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");
    private static final Path SOURCES =
            Path.of(System.getProperty("silobridge.project.dir"), "modules/catalogue/src/main/java");
    private static final String TEXTS = "/silobridge/messages/catalogue";

    @Test
    void everyCodeHasItsTextInBothLanguagesAndEveryTextItsCode() throws IOException {
        var codes = new TreeSet<String>();
        for (var source : packages().values()) {
            var found = CODE.matcher(source);
            while (found.find()) {
                codes.add(found.group(1));
            }
        }

        assertThat(codes).hasSizeGreaterThan(50);
        assertThat(texts("").keySet()).isEqualTo(codes);
        assertThat(texts("_zh").keySet()).isEqualTo(codes);
    }

    @Test
    void bothLanguagesSpeakOfTheSameParameters() throws IOException {
        var chinese = texts("_zh");

        assertThat(texts("")).allSatisfy((code, text) -> assertThat(parameters(text))
                .as(code)
                .isEqualTo(parameters(chinese.getOrDefault(code, "")).stream()
                        // a legal basis is given in the language of the text
                        .map(name -> name.replaceFirst("Zh$", ""))
                        .collect(Collectors.toSet())));
    }

    @Test
    void everyParameterOfATextIsGivenWhereItsCodeIs() throws IOException {
        var packages = packages().values();

        for (var language : List.of("", "_zh")) {
            texts(language).forEach((code, text) -> assertThat(packages)
                    .filteredOn(sources -> sources.contains("\"" + code + "\""))
                    .as(code)
                    .allSatisfy(sources -> assertThat(parameters(text))
                            .allSatisfy(name -> assertThat(sources).contains("\"" + name + "\""))));
        }
    }

    /** The sources of each package, one after the other. */
    private static Map<Path, String> packages() throws IOException {
        var sources = new TreeMap<Path, String>();
        try (var files = Files.walk(SOURCES)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.merge(file.resolveSibling("."), Files.readString(file), (some, more) -> some + more);
            }
        }
        return sources;
    }

    private static Map<String, String> texts(String language) throws IOException {
        var texts = new Properties();
        try (var in = MessagesTest.class.getResourceAsStream(TEXTS + language + ".properties")) {
            texts.load(new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8));
        }
        return texts.stringPropertyNames().stream()
                .collect(Collectors.toMap(code -> code, code -> texts.getProperty(code, "")));
    }

    private static Set<String> parameters(String text) {
        return PARAMETER.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }
}
