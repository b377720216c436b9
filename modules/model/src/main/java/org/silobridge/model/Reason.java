package org.silobridge.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Why something was refused or found wrong, for machines and for people: a stable code and its parameters. The text
 * stands in {@link Messages}, in English and Chinese. The first segment of the code is the module whose bundle has
 * it: {@code contract.rule.required}. Parameters never hold a value of a withheld or sealed field.
 */
public record Reason(String code, Map<String, String> parameters) {
    private static final Pattern FORM = Pattern.compile("[a-z]+(\\.[a-z0-9]+(-[a-z0-9]+)*)+");

    public Reason {
        if (!FORM.matcher(code).matches()) {
            throw new IllegalArgumentException("not a reason code: \"" + code + "\"");
        }
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /**
     * A reason with its parameters as name, value, name, value…; values are written with {@link String#valueOf}.
     *
     * @throws IllegalArgumentException if a name lacks its value
     */
    public static Reason of(String code, Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a parameter of " + code + " lacks its value");
        }
        var parameters = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(String.valueOf(namesAndValues[i]), String.valueOf(namesAndValues[i + 1]));
        }
        return new Reason(code, parameters);
    }

    /** The sentence for a person. */
    public String in(Locale locale) {
        return Messages.text(this, locale);
    }

    @Override
    public String toString() {
        return in(Locale.ENGLISH);
    }
}
