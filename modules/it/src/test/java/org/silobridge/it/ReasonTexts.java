package org.silobridge.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The reasons that the code of some modules gives, held against the texts that their bundles have. Reads sources, for
 * codes are plain texts there: those that go through a variable or a method first are still written out somewhere.
 */
final class ReasonTexts {
    private static final Pattern GIVEN = Pattern.compile("(?:new Reason|Reason\\s*\\.of)\\(");
    private static final Pattern LITERAL = Pattern.compile("\"([a-z]+(?:\\.[a-z0-9]+(?:-[a-z0-9]+)*)+\\.?)\"");
    private static final Pattern TEXT = Pattern.compile("\"([^\"\\\\]*)\"");
    private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");

    private final Map<String, String> english = new TreeMap<>();
    private final Map<String, String> chinese = new TreeMap<>();
    private final Set<String> literals = new TreeSet<>();
    private final List<Given> given = new ArrayList<>();
    /** By module and package: its sources, one after the other. */
    private final Map<Path, String> packages = new TreeMap<>();

    private final Path modules;

    /**
     * One place where a reason is made from a code that stands there.
     *
     * @param names of its parameters; those that are not written out there are not in it
     * @param exact whether all of them are
     */
    private record Given(Path source, String code, Set<String> names, boolean exact) {}

    private ReasonTexts(Path modules) {
        this.modules = modules;
    }

    /** Reads all modules in a directory. */
    static ReasonTexts of(Path modules) throws IOException {
        var read = new ReasonTexts(modules);
        try (var files = Files.walk(modules)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var path = modules.relativize(file).toString().replace('\\', '/');
                if (path.contains("/src/main/java/") && path.endsWith(".java")) {
                    read.source(file);
                } else if (path.contains("/src/main/resources/silobridge/messages/")) {
                    read.bundle(file);
                }
            }
        }
        return read;
    }

    private void source(Path file) throws IOException {
        var source = Files.readString(file);
        packages.merge(file.resolveSibling("."), source, (some, more) -> some + more);
        found(LITERAL, source).forEach(literals::add);
        GIVEN.matcher(source).results().forEach(call -> {
            var arguments = arguments(source, call);
            var code = TEXT.matcher(arguments.get(0));
            if (code.matches()) {
                var names = IntStream.range(1, arguments.size())
                        .filter(i -> i % 2 == 1)
                        .mapToObj(arguments::get)
                        .toList();
                given.add(new Given(
                        file,
                        code.group(1),
                        names.stream().flatMap(name -> found(TEXT, name)).collect(Collectors.toSet()),
                        call.group().endsWith("of(")
                                && names.stream()
                                        .allMatch(name -> TEXT.matcher(name).matches())));
            }
        });
    }

    private void bundle(Path file) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        var texts = file.toString().endsWith("_zh.properties") ? chinese : english;
        properties.stringPropertyNames().forEach(code -> texts.put(code, properties.getProperty(code, "")));
    }

    /** How many codes and texts there are: a test of nothing would show nothing. */
    int size() {
        return Math.min(Math.min(english.size(), chinese.size()), given.size());
    }

    /** Whatever is wrong, each in a line that says where and what to do. */
    List<String> faults() {
        return Stream.of(withoutText(), leftOver(), unlike(), notGiven())
                .flatMap(faults -> faults)
                .distinct()
                .sorted()
                .toList();
    }

    private Stream<String> withoutText() {
        var spaces = english.keySet().stream()
                .filter(code -> code.indexOf('.') != code.lastIndexOf('.'))
                .map(code -> code.substring(0, code.indexOf('.', code.indexOf('.') + 1) + 1))
                .collect(Collectors.toSet());
        return Stream.concat(given.stream().map(Given::code), literals.stream().filter(literal -> spaces.stream()
                        .anyMatch(literal::startsWith)))
                .flatMap(code -> Stream.concat(
                        hasText(english, code) ? Stream.of() : Stream.of(code + " has no English text"),
                        hasText(chinese, code) ? Stream.of() : Stream.of(code + " has no Chinese text")));
    }

    /** A code that ends with a dot is composed with the name of a value of an enum, whose own tests see to the rest. */
    private static boolean hasText(Map<String, String> texts, String code) {
        return code.endsWith(".")
                ? texts.keySet().stream().anyMatch(known -> known.startsWith(code))
                : texts.containsKey(code);
    }

    private Stream<String> leftOver() {
        var composed =
                literals.stream().filter(literal -> literal.endsWith(".")).toList();
        return Stream.concat(english.keySet().stream(), chinese.keySet().stream())
                .filter(code -> !literals.contains(code))
                .filter(code -> composed.stream().noneMatch(code::startsWith))
                .map(code -> code + " has a text and nobody gives it");
    }

    private Stream<String> unlike() {
        return Stream.concat(
                Stream.concat(english.keySet().stream(), chinese.keySet().stream())
                        .filter(code -> !english.containsKey(code) || !chinese.containsKey(code))
                        .map(code -> code + " has a text in one language only"),
                english.keySet().stream()
                        .filter(chinese::containsKey)
                        .filter(code -> !alike(english, code).equals(alike(chinese, code)))
                        .map(code -> code + " speaks of " + alike(english, code) + " in English and of "
                                + alike(chinese, code) + " in Chinese"));
    }

    private static Set<String> alike(Map<String, String> texts, String code) {
        return parameters(texts, code).stream()
                // A name that something has in both languages comes as {ownerEn} and {ownerZh}.
                .map(name -> name.replaceFirst("(En|Zh)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Where the whole list of parameters stands beside the code it must hold; elsewhere, the package must name them. */
    private Stream<String> notGiven() {
        var beside = given.stream().filter(Given::exact).flatMap(call -> wanted(call.code()).stream()
                .filter(name -> !call.names().contains(name))
                .map(name -> modules.relativize(call.source()) + " gives " + call.code() + " without {" + name + "}"));
        var exact = given.stream().filter(Given::exact).map(Given::code).collect(Collectors.toSet());
        var elsewhere = english.keySet().stream()
                .filter(code -> !exact.contains(code))
                .flatMap(code -> packages.entrySet().stream()
                        // Other modules compare with it and do not give it.
                        .filter(sources -> modules.relativize(sources.getKey()).startsWith(moduleOf(code)))
                        .filter(sources -> sources.getValue().contains("\"" + code + "\""))
                        .flatMap(sources -> wanted(code).stream()
                                .filter(name -> !sources.getValue().contains("\"" + name + "\""))
                                .map(name -> modules.relativize(sources.getKey().normalize()) + " gives " + code
                                        + " without {" + name + "}")));
        return Stream.concat(beside, elsewhere);
    }

    private Set<String> wanted(String code) {
        var wanted = parameters(english, code);
        wanted.addAll(parameters(chinese, code));
        return wanted;
    }

    private static String moduleOf(String code) {
        return code.substring(0, code.indexOf('.'));
    }

    private static Set<String> parameters(Map<String, String> texts, String code) {
        return found(PARAMETER, texts.getOrDefault(code, "")).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1));
    }

    /** The arguments of a call, as they are written. */
    private static List<String> arguments(String source, MatchResult call) {
        var arguments = new ArrayList<String>();
        var argument = new StringBuilder();
        int depth = 0;
        for (int i = call.end(); i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '"' || c == '\'') {
                int end = literalEnd(source, i);
                argument.append(source, i, end);
                i = end - 1;
            } else if (source.startsWith("//", i)) {
                i = source.indexOf('\n', i);
            } else if (depth == 0 && (c == ',' || c == ')')) {
                arguments.add(argument.toString().strip());
                argument.setLength(0);
                if (c == ')') {
                    return arguments;
                }
            } else {
                depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
                argument.append(c);
            }
        }
        throw new IllegalArgumentException("a call that does not end: " + source.substring(call.start()));
    }

    private static int literalEnd(String source, int begin) {
        var quote = source.startsWith("\"\"\"", begin) ? "\"\"\"" : source.substring(begin, begin + 1);
        int i = begin + quote.length();
        while (!source.startsWith(quote, i)) {
            i += source.charAt(i) == '\\' ? 2 : 1;
        }
        return i + quote.length();
    }
}
