package org.silobridge.catalogue.clock;

import java.nio.file.Path;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.silobridge.catalogue.clock.ClockProfile.Closing;
import org.silobridge.contract.yaml.Document;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;

/** Reads a clock profile: one YAML file of kind {@code ClockProfile}. */
public final class ClockProfileFile {
    /** The profile of an exchange that names no other. */
    public static final String DEFAULT = "CN-2025";

    /** What the product brings. */
    public static final List<String> BROUGHT = List.of(DEFAULT, "CN-2016", "SX-GAOPING", "SH");

    private static final String KIND = "ClockProfile";
    private static final Limit PLACEHOLDER = new Limit(1, 0, new LocalisedText("none", "无"), false);

    private ClockProfileFile() {}

    public static Outcome<ClockProfile> read(Path file) {
        return Document.read(file, KIND, ClockProfileFile::shape);
    }

    public static Outcome<ClockProfile> read(String name, String text) {
        return Document.read(name, text, KIND, ClockProfileFile::shape);
    }

    /** One of the profiles that the product brings. */
    public static ClockProfile brought(String name) {
        return read(name, Brought.text("clocks", name)).orThrow();
    }

    private static ClockProfile shape(Section root) {
        var name = root.text("name");
        var title = root.localised("title");
        var closes = root.section("closes", ClockProfileFile::closing);
        var limits = root.section("limits", ClockProfileFile::limits);
        return new ClockProfile(name, title, closes, limits);
    }

    private static Closing closing(Section closes) {
        var at = closes.parsed("at", "a time after noon: \"17:00\"", ClockProfileFile::afterNoon, LocalTime.of(17, 0));
        return new Closing(at, closes.localised("basis"), closes.flag("confirmed", false));
    }

    private static LocalTime afterNoon(String text) {
        var time = LocalTime.parse(text);
        if (!time.isAfter(LocalTime.NOON)) {
            throw new IllegalArgumentException(text);
        }
        return time;
    }

    private static Map<Step, Limit> limits(Section section) {
        var limits = new EnumMap<Step, Limit>(Step.class);
        for (var step : Step.values()) {
            var limit = section.optionalSection(step.toString(), ClockProfileFile::limit);
            limit.ifPresent(known -> limits.put(step, known));
            if (limit.isEmpty() && ClockProfile.REQUIRED.contains(step)) {
                section.reject(Reason.of("catalogue.clock.limit-missing", "step", step, "steps", required()));
                limits.put(step, PLACEHOLDER);
            }
        }
        return limits;
    }

    private static Limit limit(Section limit) {
        int days = limit.integer("days", 1, Limit.MAX_DAYS);
        int extension = limit.integer("extension", 0, Limit.MAX_DAYS, 0);
        return new Limit(Math.max(days, 1), extension, limit.localised("basis"), limit.flag("confirmed", false));
    }

    private static String required() {
        return Arrays.stream(Step.values())
                .filter(ClockProfile.REQUIRED::contains)
                .map(Step::toString)
                .collect(Collectors.joining(", "));
    }
}
