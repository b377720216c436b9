package org.silobridge.contract.yaml;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One mapping of a {@link Document}. Each question names a key; a missing, empty or ill-formed value is noted and
 * answered with a placeholder. A key without a value ({@code key:}) counts as missing. Any scalar may be read as text
 * and keeps the characters it was written with ({@code 1.10} stays {@code 1.10}).
 *
 * <p>Not for threads; it ends with the shape that it was given to.
 */
public final class Section {
    private static final int MAX_LISTED = 40;
    private static final int LONGEST_NUMBER = 1_000;
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})\\s*(B|KiB|MiB|GiB)?");
    private static final Set<Tag> PLAIN_TAGS = Set.of(
            Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.MAP, Tag.SEQ, Tag.TIMESTAMP, Tag.MERGE, Tag.YAML);

    private final Map<String, Node> entries = new LinkedHashMap<>();
    private final Map<String, Integer> keyLines = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Findings findings;
    private final @Nullable Path folder;
    private final String path;
    private final int line;

    private Section(@Nullable MappingNode node, int line, String path, Findings findings, @Nullable Path folder) {
        this.findings = findings;
        this.folder = folder;
        this.path = path;
        this.line = line;
        if (node == null) {
            return;
        }
        for (var tuple : node.getValue()) {
            int at = lineOf(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                findings.add(at, path, null, Reason.of("contract.yaml.key-not-text"));
                continue;
            }
            var key = keyNode.getValue();
            if (entries.containsKey(key)) {
                findings.add(
                        at,
                        path(key),
                        null,
                        Reason.of("contract.yaml.duplicate-key", "key", key, "first", lineOf(key)));
                continue;
            }
            keyLines.put(key, at);
            entries.put(key, tuple.getValueNode());
            if (!PLAIN_TAGS.contains(tuple.getValueNode().getTag())) {
                findings.add(at, path(key), tuple.getValueNode().getTag().getValue(), Reason.of("contract.yaml.tag"));
            }
        }
    }

    static Section root(MappingNode node, Findings findings, @Nullable Path folder) {
        return new Section(node, 1, "", findings, folder);
    }

    // What is there

    /** The keys as written, in order. Does not make them known. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** Whether {@code key} stands here with a value. Makes it known. */
    public boolean has(String key) {
        known.add(key);
        return entries.containsKey(key) && !isNull(entries.get(key));
    }

    /** Which one of {@code alternatives} stands here; none or several is a fault, answered with the first. */
    public String exactlyOneOf(String... alternatives) {
        var present = Arrays.stream(alternatives).filter(this::has).toList();
        if (present.size() != 1) {
            reject(Reason.of(
                    present.isEmpty() ? "contract.yaml.none-of" : "contract.yaml.several-of",
                    "keys",
                    String.join(", ", present.isEmpty() ? Arrays.asList(alternatives) : present)));
        }
        return present.isEmpty() ? alternatives[0] : present.get(0);
    }

    /** Whether nothing has been found wrong in the whole document so far. */
    public boolean isSound() {
        return findings.isEmpty();
    }

    /**
     * All of this section as one text that does not depend on layout, comments, quoting and the order of keys: for
     * digests.
     */
    public String canonicalText() {
        var text = new StringBuilder();
        writeCanonical(entries, text);
        return text.toString();
    }

    private static void writeCanonical(Map<String, Node> entries, StringBuilder text) {
        text.append('{');
        new TreeMap<>(entries).forEach((key, value) -> {
            quote(key, text).append(':');
            writeCanonical(value, text);
        });
        text.append('}');
    }

    private static void writeCanonical(Node node, StringBuilder text) {
        if (node instanceof MappingNode mapping) {
            var entries = new LinkedHashMap<String, Node>();
            mapping.getValue().forEach(tuple -> {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    entries.put(key.getValue(), tuple.getValueNode());
                }
            });
            writeCanonical(entries, text);
        } else if (node instanceof SequenceNode sequence) {
            text.append('[');
            sequence.getValue().forEach(item -> writeCanonical(item, text));
            text.append(']');
        } else if (node instanceof ScalarNode scalar && !isNull(node)) {
            quote(scalar.getValue(), text);
        } else {
            text.append('~');
        }
    }

    /** Length first, so that no text can pass for two. */
    private static StringBuilder quote(String value, StringBuilder text) {
        return text.append(value.length()).append('"').append(value).append('"');
    }

    /** Some names as one text, for a reason's parameter: all of them, unless there are too many to read. */
    public static String listed(Collection<?> names) {
        var shown = names.stream().limit(MAX_LISTED).map(String::valueOf).collect(Collectors.joining(", "));
        return names.size() > MAX_LISTED ? shown + ", …" : shown;
    }

    // Scalars

    public String text(String key) {
        return optionalText(key).orElseGet(() -> missing(key, ""));
    }

    public String text(String key, String absent) {
        return optionalText(key).orElse(absent);
    }

    public Optional<String> optionalText(String key) {
        var node = node(key);
        if (node == null) {
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        findings.add(lineOf(node), path(key), null, Reason.of("contract.yaml.not-text", "found", form(node)));
        return Optional.of("");
    }

    /**
     * A text that {@code parse} understands.
     *
     * @param expected what it should be, for the message: {@code "a dataset name: database/contract/owner"}
     * @param parse throws {@link IllegalArgumentException} or {@link DateTimeException} where it does not
     * @param placeholder the answer after a fault
     */
    public <T> T parsed(String key, String expected, Function<String, T> parse, T placeholder) {
        return optionalParsed(key, expected, parse, placeholder).orElseGet(() -> missing(key, placeholder));
    }

    public <T> Optional<T> optionalParsed(String key, String expected, Function<String, T> parse, T placeholder) {
        var text = scalar(key);
        if (text.isEmpty()) {
            return present(key) ? Optional.of(placeholder) : Optional.empty();
        }
        try {
            return Optional.of(parse.apply(text.get()));
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            reject(key, Reason.of("contract.yaml.not-a", "expected", expected));
            return Optional.of(placeholder);
        }
    }

    public int integer(String key, int min, int max) {
        return optionalInteger(key, min, max).orElseGet(() -> missing(key, min));
    }

    public int integer(String key, int min, int max, int absent) {
        return optionalInteger(key, min, max).orElse(absent);
    }

    public Optional<Integer> optionalInteger(String key, int min, int max) {
        return optionalParsed(key, "a whole number from " + min + " to " + max, text -> within(text, min, max), min);
    }

    /** A decimal number of any size and scale that can be written in 1,000 characters. */
    public Optional<BigDecimal> optionalDecimal(String key) {
        return optionalParsed(key, "a number", Section::decimal, BigDecimal.ONE);
    }

    private static BigDecimal decimal(String text) {
        // Reading takes time with the square of the length.
        if (text.length() > LONGEST_NUMBER) {
            throw new IllegalArgumentException("too long a number");
        }
        return new BigDecimal(text);
    }

    /** {@code true} or {@code false}, nothing else. */
    public boolean flag(String key, boolean absent) {
        return optionalParsed(
                        key,
                        "true or false",
                        text -> switch (text) {
                            case "true" -> true;
                            case "false" -> false;
                            default -> throw new IllegalArgumentException(text);
                        },
                        absent)
                .orElse(absent);
    }

    /** An ISO-8601 duration of days, hours, minutes, seconds: {@code PT30S}, {@code P90D}. Never negative. */
    public Duration duration(String key) {
        return optionalDuration(key).orElseGet(() -> missing(key, Duration.ZERO));
    }

    public Duration duration(String key, Duration absent) {
        return optionalDuration(key).orElse(absent);
    }

    public Optional<Duration> optionalDuration(String key) {
        return optionalParsed(key, "an ISO-8601 duration such as PT30S or P90D", Section::positive, Duration.ZERO);
    }

    /** A number of bytes: {@code 512}, {@code 64KiB}, {@code 1MiB}, {@code 2GiB}. */
    public long bytes(String key, long absent) {
        return optionalParsed(key, "a size such as 512, 64KiB or 1MiB", Section::size, absent)
                .orElse(absent);
    }

    public Slug slug(String key) {
        return parsed(key, "a slug (a-z, 0-9, single hyphens, 2 to 48 long)", Slug::new, PLACEHOLDER);
    }

    public Optional<Slug> optionalSlug(String key) {
        return optionalParsed(key, "a slug (a-z, 0-9, single hyphens, 2 to 48 long)", Slug::new, PLACEHOLDER);
    }

    private static final Slug PLACEHOLDER = new Slug("placeholder");

    public ZoneId zone(String key) {
        return parsed(key, "a time zone such as Asia/Shanghai", ZoneId::of, ZoneOffset.UTC);
    }

    /** One of the words of an enum: what its constants' {@code toString} says. */
    public <E extends Enum<E>> E word(String key, Class<E> type) {
        return optionalWord(key, type).orElseGet(() -> missing(key, type.getEnumConstants()[0]));
    }

    public <E extends Enum<E>> E word(String key, Class<E> type, E absent) {
        return optionalWord(key, type).orElse(absent);
    }

    public <E extends Enum<E>> Optional<E> optionalWord(String key, Class<E> type) {
        return scalar(key)
                .map(text -> word(text, key, lineOf(key), type))
                .or(() -> present(key) ? Optional.of(type.getEnumConstants()[0]) : Optional.empty());
    }

    private <E extends Enum<E>> E word(String text, String key, int at, Class<E> type) {
        var words = new LinkedHashMap<String, E>();
        for (var constant : type.getEnumConstants()) {
            words.put(constant.toString(), constant);
        }
        var found = words.get(text);
        if (found != null) {
            return found;
        }
        findings.add(at, path(key), text, wordReason(text, words.keySet()));
        return type.getEnumConstants()[0];
    }

    /** A URL or other address with a scheme and a host, without user information. */
    public URI uri(String key) {
        return parsed(
                key, "an address such as http://127.0.0.1:8080", Section::address, URI.create("http://localhost"));
    }

    public Optional<URI> optionalUri(String key) {
        return optionalParsed(
                key, "an address such as http://127.0.0.1:8080", Section::address, URI.create("http://localhost"));
    }

    // Files

    /** A path, relative to the document's folder. Whether anything stands there is not looked at. */
    public Path file(String key) {
        return optionalFile(key).orElseGet(() -> missing(key, Path.of("placeholder")));
    }

    public Optional<Path> optionalFile(String key) {
        return optionalParsed(key, "a file path", this::resolved, Path.of("placeholder"));
    }

    /** As {@link #file}, and the file must be there and readable. */
    public Path readableFile(String key) {
        var file = file(key);
        if (present(key) && !file.equals(Path.of("placeholder")) && !Files.isReadable(file)) {
            reject(key, Reason.of("contract.file.missing", "file", file));
        }
        return file;
    }

    /** The text of the file that {@code key} names, for a key such as {@code schema}. */
    public String fileText(String key) {
        return optionalFileText(key, file -> {}).orElseGet(() -> missing(key, ""));
    }

    private Optional<String> optionalFileText(String key, Consumer<Path> look) {
        int before = findings.size();
        var file = optionalFile(key);
        if (file.isEmpty() || findings.size() > before) {
            return file.map(ignored -> "");
        }
        look.accept(file.get());
        var text = TextFile.read(file.get(), file.get().toString());
        if (text instanceof Outcome.Refused<String> refused) {
            reject(key, refused.refusal().reason());
            return Optional.of("");
        }
        return Optional.of(text.orThrow());
    }

    /** A secret from the file that {@code key} names; the line end after it does not belong to it. */
    public Secret secretFile(String key) {
        return optionalSecretFile(key).orElseGet(() -> missing(key, new Secret("")));
    }

    public Optional<Secret> optionalSecretFile(String key) {
        if (!key.endsWith("File")) {
            throw new IllegalArgumentException("keys that name a file of a secret end in File: " + key);
        }
        int before = findings.size();
        return optionalFileText(key, OwnerOnly::warn).map(text -> {
            var secret = text.stripTrailing();
            if (secret.isEmpty() && findings.size() == before) {
                reject(key, Reason.of("contract.file.empty"));
            }
            return new Secret(secret);
        });
    }

    // Texts in two languages, lists, maps

    /** {@code {en: …, zh: …}}, both filled. */
    public LocalisedText localised(String key) {
        return optionalLocalised(key).orElseGet(() -> missing(key, NO_TEXT));
    }

    private static final LocalisedText NO_TEXT = new LocalisedText("-", "-");

    public Optional<LocalisedText> optionalLocalised(String key) {
        return optionalSection(key, both -> {
            var en = both.filled("en");
            var zh = both.filled("zh");
            return new LocalisedText(en, zh);
        });
    }

    private String filled(String key) {
        var text = scalar(key).map(String::strip).orElse("");
        if (text.isEmpty()) {
            return missing(key, "-");
        }
        return text;
    }

    /** A list of texts, which may be empty; absent is empty. */
    public List<String> texts(String key) {
        return list(key, Item::text);
    }

    /** A list; absent is empty. */
    public <T> List<T> list(String key, Function<Item, T> shape) {
        var node = node(key);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            findings.add(
                    lineOf(node), path(key), raw(node), Reason.of("contract.yaml.not-a-list", "found", form(node)));
            return List.of();
        }
        var values = new ArrayList<T>();
        int index = 0;
        for (var item : sequence.getValue()) {
            var value = shape.apply(new Item(item, lineOf(item), path(key) + "[" + index++ + "]"));
            if (value != null) {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    /** A list of sections; absent is empty. */
    public <T> List<T> sections(String key, Function<Section, T> shape) {
        return list(key, item -> item.section(shape)).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** A required part of its own. */
    public <T> T section(String key, Function<Section, T> shape) {
        if (node(key) == null) {
            missing(key, "");
            return placeholder(shape);
        }
        return optionalSection(key, shape).orElseGet(() -> placeholder(shape));
    }

    /** A part of its own that may be absent. Where it stands but is broken the answer is a placeholder too. */
    public <T> Optional<T> optionalSection(String key, Function<Section, T> shape) {
        var node = node(key);
        if (node == null) {
            return Optional.empty();
        }
        return new Item(node, lineOf(key), path(key)).section(shape);
    }

    /** A map of parts by names that the writer chooses; absent is empty. */
    public <T> Map<String, T> map(String key, BiFunction<String, Section, T> shape) {
        return optionalSection(key, section -> {
                    var values = new LinkedHashMap<String, T>();
                    for (var name : section.keys()) {
                        if (section.node(name) == null) {
                            // `name:` alone is a part that says nothing: all its keys are missing
                            var empty = new Section(null, section.lineOf(name), section.path(name), findings, folder)
                                    .shaped(part -> shape.apply(name, part));
                            if (empty != null) {
                                values.put(name, empty);
                            }
                        } else {
                            section.optionalSection(name, part -> shape.apply(name, part))
                                    .ifPresent(value -> values.put(name, value));
                        }
                    }
                    return Collections.unmodifiableMap(values);
                })
                .orElse(Map.of());
    }

    /** A map of texts by names that the writer chooses; absent is empty. */
    public Map<String, String> textMap(String key) {
        return optionalSection(key, section -> {
                    var values = new LinkedHashMap<String, String>();
                    section.keys().forEach(name -> values.put(name, section.text(name)));
                    return Collections.unmodifiableMap(values);
                })
                .orElse(Map.of());
    }

    // Faults

    /** Notes that the value of {@code key} is wrong. */
    public void reject(String key, Reason reason) {
        var node = entries.get(key);
        findings.add(lineOf(key), path(key), node == null ? null : raw(node), reason);
    }

    /** Notes that this section as a whole is wrong. */
    public void reject(Reason reason) {
        findings.add(line, path, null, reason);
    }

    /** Notes a fault of another document that {@code key} names, with its own path. */
    public void reject(String key, Violation elsewhere) {
        findings.add(lineOf(key), elsewhere);
    }

    /** Where {@code key} stands, or where this section does if it is absent. */
    int lineOf(String key) {
        return keyLines.getOrDefault(key, line);
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    void constant(String key, String expected) {
        var text = scalar(key);
        if (text.isEmpty() && !present(key)) {
            missing(key, "");
        } else if (text.isPresent() && !text.get().equals(expected)) {
            reject(key, Reason.of("contract.yaml.not-constant", "expected", expected));
        }
    }

    /** The shape's answer, after which every key it did not ask for is a fault; null if it could not build. */
    <T> @Nullable T shaped(Function<Section, T> shape) {
        int before = findings.size();
        T value = null;
        boolean complete = true;
        try {
            value = shape.apply(this);
        } catch (IllegalArgumentException | NullPointerException | IndexOutOfBoundsException e) {
            complete = false;
            if (findings.size() == before) {
                if (!(e instanceof IllegalArgumentException)) {
                    throw e;
                }
                reject(Reason.of("contract.yaml.refused", "message", String.valueOf(e.getMessage())));
            }
        }
        if (complete) {
            entries.keySet().stream().filter(key -> !known.contains(key)).forEach(this::unknown);
        }
        return value;
    }

    private void unknown(String key) {
        var nearest = NearestWord.to(key, known);
        findings.add(
                lineOf(key),
                path(key),
                null,
                nearest.isPresent()
                        ? Reason.of("contract.yaml.unknown-key-nearest", "key", key, "nearest", nearest.get())
                        : Reason.of("contract.yaml.unknown-key", "key", key, "known", listed(known)));
    }

    private <T> T missing(String key, T placeholder) {
        findings.add(lineOf(key), path(key), null, Reason.of("contract.yaml.missing-key", "key", key));
        return placeholder;
    }

    /** What the shape makes of nothing, its complaints unheard: the fault has been noted already. */
    @SuppressWarnings("NullAway") // a placeholder inside a document that is refused: the shape's users may get null
    private <T> T placeholder(Function<Section, T> shape) {
        var unheard = new Findings("");
        return new Section(null, line, path, unheard, folder).shaped(shape);
    }

    private @Nullable Node node(String key) {
        known.add(key);
        var node = entries.get(key);
        return node == null || isNull(node) ? null : node;
    }

    private boolean present(String key) {
        return node(key) != null;
    }

    private Optional<String> scalar(String key) {
        int before = findings.size();
        return optionalText(key).filter(text -> findings.size() == before);
    }

    private static boolean isNull(@Nullable Node node) {
        return node == null || node.getTag().equals(Tag.NULL);
    }

    private static int lineOf(Node node) {
        return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
    }

    private static @Nullable String raw(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    private static String form(Node node) {
        if (node instanceof MappingNode) {
            return "a mapping";
        }
        return node instanceof SequenceNode ? "a list" : "a single value";
    }

    private static Reason wordReason(String text, Set<String> words) {
        return NearestWord.to(text, words)
                .map(nearest -> Reason.of(
                        "contract.yaml.unknown-word-nearest", "words", String.join(", ", words), "nearest", nearest))
                .orElseGet(() -> Reason.of("contract.yaml.unknown-word", "words", String.join(", ", words)));
    }

    private static int within(String text, int min, int max) {
        int number = Integer.parseInt(text);
        if (number < min || number > max) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    private static Duration positive(String text) {
        var duration = Duration.parse(text);
        if (duration.isNegative()) {
            throw new IllegalArgumentException(text);
        }
        return duration;
    }

    /**
     * A number of bytes as {@link #bytes} takes it.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static long size(String text) {
        var matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        var unit = matcher.group(2) == null ? "B" : matcher.group(2).toUpperCase(Locale.ROOT);
        int shift =
                switch (unit) {
                    case "KIB" -> 10;
                    case "MIB" -> 20;
                    case "GIB" -> 30;
                    default -> 0;
                };
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
    }

    private static URI address(String text) {
        var uri = URI.create(text);
        if (uri.getScheme() == null || uri.getHost() == null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException(text);
        }
        return uri;
    }

    private Path resolved(String text) {
        if (folder == null || text.isBlank()) {
            throw new InvalidPathException(text, "no folder");
        }
        return folder.resolve(text).normalize();
    }

    /** One item of a list: a text or a section. */
    public final class Item {
        private final Node node;
        private final int line;
        private final String at;

        private Item(Node node, int line, String at) {
            this.node = node;
            this.line = line;
            this.at = at;
        }

        public boolean isText() {
            return node instanceof ScalarNode && !isNull(node);
        }

        public String text() {
            if (node instanceof ScalarNode scalar && !isNull(node)) {
                return scalar.getValue();
            }
            findings.add(line, at, null, Reason.of("contract.yaml.not-text", "found", form(node)));
            return "";
        }

        /** One of the words of an enum. */
        public <E extends Enum<E>> E word(Class<E> type) {
            var text = text();
            for (var constant : type.getEnumConstants()) {
                if (constant.toString().equals(text)) {
                    return constant;
                }
            }
            if (isText()) {
                var words = new LinkedHashSet<String>();
                for (var constant : type.getEnumConstants()) {
                    words.add(constant.toString());
                }
                reject(wordReason(text, words));
            }
            return type.getEnumConstants()[0];
        }

        /** The item as a part of its own; empty, and noted, if it is none or cannot be built. */
        public <T> Optional<T> section(Function<Section, T> shape) {
            if (node instanceof MappingNode mapping) {
                return Optional.ofNullable(new Section(mapping, line, at, findings, folder).shaped(shape));
            }
            findings.add(line, at, raw(node), Reason.of("contract.yaml.not-a-mapping", "found", form(node)));
            return Optional.empty();
        }

        public void reject(Reason reason) {
            findings.add(line, at, raw(node), reason);
        }
    }
}
