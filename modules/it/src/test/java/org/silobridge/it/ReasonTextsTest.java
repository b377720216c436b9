package org.silobridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every reason that the code can give has its text in English and in Chinese, with the same parameters in it. */
class ReasonTextsTest {
    private static final Path MODULES =
            Path.of(System.getProperty("silobridge.project.dir", "../..")).resolve("modules");
    private static final Pattern GIVEN = Pattern.compile("(?:new Reason|Reason\\s*\\.of)\\(\\s*\"([^\"]+)\"");
    /** Codes that go through a variable or a method first are still written out somewhere. */
    private static final Pattern LITERAL = Pattern.compile("\"([a-z]+(?:\\.[a-z0-9]+(?:-[a-z0-9]+)*)+\\.?)\"");

    private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");

    private static final Map<String, String> ENGLISH = new TreeMap<>();
    private static final Map<String, String> CHINESE = new TreeMap<>();
    private static final Set<String> GIVEN_CODES = new TreeSet<>();
    private static final Set<String> LITERALS = new TreeSet<>();

    @BeforeAll
    static void readSourcesAndBundles() throws IOException {
        try (var files = Files.walk(MODULES)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var path = file.toString();
                if (path.contains("/src/main/java/") && path.endsWith(".java")) {
                    var source = Files.readString(file);
                    found(GIVEN, source).forEach(GIVEN_CODES::add);
                    found(LITERAL, source).forEach(LITERALS::add);
                } else if (path.contains("/src/main/resources/silobridge/messages/")) {
                    var texts = path.endsWith("_zh.properties") ? CHINESE : ENGLISH;
                    var bundle = bundle(file);
                    bundle.stringPropertyNames().forEach(code -> texts.put(code, bundle.getProperty(code)));
                }
            }
        }
        assertThat(GIVEN_CODES).hasSizeGreaterThan(100);
        assertThat(ENGLISH).hasSizeGreaterThan(100);
    }

    @Test
    void eachReasonThatIsGivenHasAText() {
        assertThat(GIVEN_CODES.stream().filter(code -> !hasText(code))).isEmpty();
    }

    @Test
    void eachCodeInsideTheNameSpaceOfReasonsHasAText() {
        var spaces = ENGLISH.keySet().stream()
                .filter(code -> code.indexOf('.') != code.lastIndexOf('.'))
                .map(code -> code.substring(0, code.indexOf('.', code.indexOf('.') + 1) + 1))
                .collect(Collectors.toSet());
        assertThat(LITERALS.stream()
                        .filter(literal -> spaces.stream().anyMatch(literal::startsWith))
                        .filter(code -> !hasText(code)))
                .isEmpty();
    }

    @Test
    void noTextIsLeftOverFromAReasonThatNobodyGives() {
        var composed =
                LITERALS.stream().filter(literal -> literal.endsWith(".")).toList();
        assertThat(ENGLISH.keySet().stream()
                        .filter(code -> !LITERALS.contains(code))
                        .filter(code -> composed.stream().noneMatch(code::startsWith)))
                .isEmpty();
    }

    @Test
    void bothLanguagesSayTheSameOfTheSame() {
        assertThat(CHINESE.keySet()).isEqualTo(ENGLISH.keySet());
        assertThat(ENGLISH.keySet().stream()
                        .filter(code -> !parameters(ENGLISH.get(code)).equals(parameters(CHINESE.get(code)))))
                .isEmpty();
    }

    /** A code that ends with a dot is composed with the name of a value of an enum, whose own tests see to the rest. */
    private static boolean hasText(String code) {
        return code.endsWith(".")
                ? ENGLISH.keySet().stream().anyMatch(known -> known.startsWith(code))
                : ENGLISH.containsKey(code) && CHINESE.containsKey(code);
    }

    private static Set<String> parameters(@org.jspecify.annotations.Nullable String text) {
        return text == null
                ? Set.of()
                : found(PARAMETER, text)
                        // A name that a department has in both languages comes as {ownerEn} and {ownerZh}.
                        .map(name -> name.replaceFirst("(En|Zh)$", ""))
                        .collect(Collectors.toSet());
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1));
    }

    private static Properties bundle(Path file) {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
