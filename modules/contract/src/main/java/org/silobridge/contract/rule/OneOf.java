package org.silobridge.contract.rule;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/** The text is one of these. Every Avro enum has this rule without being told. */
public record OneOf(Set<String> values) implements Rule {
    public OneOf {
        values = Collections.unmodifiableSet(new LinkedHashSet<>(values));
        if (values.isEmpty()) {
            throw new IllegalArgumentException("one of nothing");
        }
    }

    @Override
    public String word() {
        return "enum";
    }

    @Override
    public @Nullable Reason check(@Nullable Object value) {
        return value == null || values.contains(value.toString()) ? null : new Reason("contract.rule.enum", declared());
    }

    @Override
    public Map<String, String> declared() {
        return Map.of("values", String.join(", ", values));
    }
}
