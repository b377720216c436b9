package org.silobridge.contract.evolution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.ProjectContracts;
import org.silobridge.contract.Samples;
import org.silobridge.model.GrantId;
import org.silobridge.model.Slug;
import org.yaml.snakeyaml.Yaml;

/**
 * A pair of versions, who reads the older one, and what the gate is to find: a file of {@code evolution/}. The versions
 * are the base contract with passages replaced ({@code old}, and on top of that {@code new}).
 */
record Scenario(
        String name,
        Contract old,
        Contract next,
        List<Subscriber> subscribers,
        String verdict,
        List<Expected> findings) {
    private static final Path FILES = ProjectContracts.PROJECT.resolve("modules/contract/src/test/resources/evolution");

    /** One finding, whole. */
    record Expected(
            String path,
            String code,
            String weight,
            boolean widens,
            @Nullable String old,
            @Nullable String next,
            List<String> readers) {

        static Expected of(Finding finding) {
            var parameters = finding.reason().parameters();
            return new Expected(
                    finding.path(),
                    finding.reason().code().replace("contract.evolution.", ""),
                    finding.weight().word(),
                    finding.widens(),
                    parameters.get("old"),
                    parameters.get("new"),
                    finding.subscribers().stream()
                            .map(reader -> reader.department() + " " + reader.grant())
                            .toList());
        }

        private static Expected of(Map<?, ?> written) {
            return new Expected(
                    String.valueOf(written.get("path")),
                    String.valueOf(written.get("code")),
                    String.valueOf(written.get("weight")),
                    Boolean.TRUE.equals(written.get("widens")),
                    (String) written.get("old"),
                    (String) written.get("new"),
                    texts(written.get("readers")));
        }
    }

    static Stream<Scenario> all() throws IOException {
        try (var files = Files.list(FILES)) {
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
            var yaml = edited(Files.readString(FILES.resolve("base.yaml")), written.get("old"), "contract");
            var schema = edited(Files.readString(FILES.resolve("base.avsc")), written.get("old"), "schema");
            var version = "version: \"" + written.getOrDefault("version", "1.1") + "\"";
            var nextYaml = edited(Samples.replaced(yaml, "version: \"1.0\"", version), written.get("new"), "contract");
            return new Scenario(
                    file.getFileName().toString().replace(".yaml", ""),
                    ContractReader.read("old", yaml, schema).orThrow(),
                    ContractReader.read("new", nextYaml, edited(schema, written.get("new"), "schema"))
                            .orThrow(),
                    texts(written.get("subscribers")).stream()
                            .map(Scenario::subscriber)
                            .toList(),
                    String.valueOf(written.get("verdict")),
                    ((List<?>) written.getOrDefault("findings", List.of()))
                            .stream()
                                    .map(finding -> Expected.of((Map<?, ?>) finding))
                                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String edited(String text, @Nullable Object edits, String of) {
        if (!(edits instanceof Map<?, ?> all) || !(all.get(of) instanceof Map<?, ?> passages)) {
            return text;
        }
        for (var edit : passages.entrySet()) {
            text = Samples.replaced(text, (String) edit.getKey(), (String) edit.getValue());
        }
        return text;
    }

    /** {@code tax grt-… open identity}: department, grant, field groups. */
    private static Subscriber subscriber(String text) {
        var words = text.split(" ", -1);
        return new Subscriber(
                new Slug(words[0]),
                new GrantId(words[1]),
                Arrays.stream(words).skip(2).map(Slug::new).collect(Collectors.toSet()));
    }

    private static List<String> texts(@Nullable Object list) {
        return list instanceof List<?> texts
                ? texts.stream().map(String::valueOf).toList()
                : List.of();
    }

    @Override
    public String toString() {
        return name;
    }
}
