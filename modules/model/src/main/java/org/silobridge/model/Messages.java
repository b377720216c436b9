package org.silobridge.model;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The texts of all reasons. Each module brings its own bundle, {@code /silobridge/messages/<module>.properties}
 * (English) and {@code <module>_zh.properties} (Chinese), in UTF-8; the key is the reason's code, and {@code {name}}
 * stands for a parameter. A test in each module sees to it that every code has both texts. A reason that came from
 * another process, whose bundles may be absent here, brings its sentence along as the parameter {@link #TEXT}.
 */
public final class Messages {
    /** The parameter that carries a ready sentence; used where no bundle has the code. */
    public static final String TEXT = "text";

    private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");
    private static final Map<String, Properties> BUNDLES = new ConcurrentHashMap<>();

    private Messages() {}

    /** The sentence for {@code reason}; where no bundle has it, the one it brings, or the code and the parameters. */
    public static String text(Reason reason, Locale locale) {
        var template = template(reason.code(), locale);
        if (template == null) {
            var brought = reason.parameters().get(TEXT);
            if (brought != null) {
                return brought;
            }
            return reason.parameters().isEmpty() ? reason.code() : reason.code() + " " + reason.parameters();
        }
        return PARAMETER
                .matcher(template)
                .replaceAll(found ->
                        Matcher.quoteReplacement(reason.parameters().getOrDefault(found.group(1), found.group())));
    }

    /** Whether the bundle of {@code locale} itself has a text for {@code code}. */
    public static boolean has(String code, Locale locale) {
        return bundle(code, suffix(locale)).containsKey(code);
    }

    private static @Nullable String template(String code, Locale locale) {
        var own = bundle(code, suffix(locale)).getProperty(code);
        return own != null ? own : bundle(code, "").getProperty(code);
    }

    private static String suffix(Locale locale) {
        return locale.getLanguage().equals("zh") ? "_zh" : "";
    }

    private static Properties bundle(String code, String suffix) {
        var module = code.substring(0, code.indexOf('.'));
        return BUNDLES.computeIfAbsent(module + suffix, Messages::load);
    }

    private static Properties load(String name) {
        var properties = new Properties();
        try (var in = Messages.class.getResourceAsStream("/silobridge/messages/" + name + ".properties")) {
            if (in != null) {
                properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
