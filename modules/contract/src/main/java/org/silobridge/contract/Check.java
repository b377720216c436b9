package org.silobridge.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.silobridge.contract.rule.Severity;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/**
 * What has to hold between the fields of a record, in words of the Common Expression Language. This module keeps the
 * words; the module {@code checks} understands them.
 *
 * @param name what reasons call it
 * @param fields the names of the fields that the expression speaks of
 * @param expression is true of a good record
 * @param message what a record that breaks it is told
 */
public record Check(Slug name, List<String> fields, String expression, LocalisedText message, Severity severity) {
    /** How long an expression may be, in characters. */
    public static final int MAX_LENGTH = 1_000;

    /** How many checks a contract may have. */
    public static final int MAX_CHECKS = 32;

    public Check {
        fields = List.copyOf(fields);
        if (expression.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("an expression of more than " + MAX_LENGTH + " characters");
        }
    }

    /** Where reasons say that it stands. */
    public String path() {
        return "checks." + name;
    }

    /** A record for which the expression is false. Shows no value: it would be of several fields. */
    public Violation broken() {
        return new Violation(path(), null, new Reason("contract.rule.check", parameters()));
    }

    /**
     * A record for which the expression has no answer, as after a division by zero or a comparison with null.
     *
     * @param problem the kind of problem, or {@code ***} where that would tell something of a field that is withheld
     */
    public Violation unanswered(String problem) {
        var parameters = parameters();
        parameters.put("problem", problem);
        return new Violation(path(), null, new Reason("contract.rule.check-unanswered", parameters));
    }

    private Map<String, String> parameters() {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("check", name.value());
        parameters.put("textEn", message.en());
        parameters.put("textZh", message.zh());
        return parameters;
    }
}
