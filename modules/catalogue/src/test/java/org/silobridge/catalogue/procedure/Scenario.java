package org.silobridge.catalogue.procedure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** A file of {@code procedure/}: who does what on which day, and where the matter stands after it. */
public record Scenario(String name, Map<String, Object> given, List<Map<String, Object>> story) {
    private static final Path FILES =
            Path.of(System.getProperty("silobridge.project.dir"), "modules/catalogue/src/test/resources/procedure");
    private static final Set<String> KEYS = Set.of("title", "basis", "profile", "calendar", "dataset", "story");

    /** What the exchange does. */
    public static Stream<Scenario> all() throws IOException {
        return in(FILES);
    }

    /** What the law allows and the exchange refuses, because it cannot enforce it yet. */
    static Stream<Scenario> notEnforcedYet() throws IOException {
        return in(FILES.resolve("not-enforced-yet"));
    }

    private static Stream<Scenario> in(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files
                    .filter(file -> file.getFileName().toString().matches("[0-9]+-.*\\.yaml"))
                    .sorted()
                    .map(Scenario::read)
                    .toList()
                    .stream();
        }
    }

    private static Scenario read(Path file) {
        try {
            Map<String, Object> written = new Yaml().load(Files.readString(file));
            if (!KEYS.containsAll(written.keySet())) {
                throw new IllegalArgumentException(file + " has unknown keys: " + written.keySet());
            }
            return new Scenario(
                    file.getFileName().toString().replace(".yaml", ""),
                    written,
                    list(written.get("story")).stream().map(Scenario::map).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Map<String, Object> map(@Nullable Object written) {
        var map = new LinkedHashMap<String, Object>();
        if (written instanceof Map<?, ?> entries) {
            entries.forEach((key, value) -> map.put(String.valueOf(key), value));
        }
        return map;
    }

    public static List<?> list(@Nullable Object written) {
        return written instanceof List<?> items ? items : List.of();
    }

    public static List<String> texts(@Nullable Object written) {
        return list(written).stream().map(String::valueOf).toList();
    }

    /** The same story of others. */
    public Scenario renamed(UnaryOperator<String> names) {
        return new Scenario(
                name,
                given,
                story.stream().map(step -> map(renamed(step, names))).toList());
    }

    private static Object renamed(Object written, UnaryOperator<String> names) {
        if (written instanceof Map<?, ?> entries) {
            var map = new LinkedHashMap<Object, Object>();
            entries.forEach((key, value) -> map.put(key, renamed(value, names)));
            return map;
        }
        if (written instanceof List<?> items) {
            return items.stream().map(item -> renamed(item, names)).toList();
        }
        return written instanceof String text ? names.apply(text) : written;
    }

    @Override
    public String toString() {
        return name;
    }
}
