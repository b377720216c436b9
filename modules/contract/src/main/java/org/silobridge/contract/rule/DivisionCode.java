package org.silobridge.contract.rule;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.division.DivisionLevel;
import org.silobridge.contract.division.DivisionStatus;
import org.silobridge.contract.division.Divisions;
import org.silobridge.model.Reason;

/** The code is in force in GB/T 2260, at one of these levels. A code that was withdrawn is told from one never known. */
public record DivisionCode(Set<DivisionLevel> levels) implements Rule {
    public DivisionCode {
        levels = Collections.unmodifiableSet(EnumSet.copyOf(levels));
    }

    @Override
    public String word() {
        return "divisionCode";
    }

    @Override
    public @Nullable Reason check(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        var status = Divisions.standard().lookup((CharSequence) value);
        if (status instanceof DivisionStatus.Known known && levels.contains(known.level())) {
            return null;
        }
        if (status instanceof DivisionStatus.Withdrawn withdrawn) {
            return Reason.of(
                    "contract.rule.division-code-withdrawn",
                    "levels",
                    levelWords(),
                    "lastEdition",
                    withdrawn.lastEdition());
        }
        return new Reason("contract.rule.division-code-unknown", declared());
    }

    @Override
    public Map<String, String> declared() {
        return Map.of("levels", levelWords());
    }

    private String levelWords() {
        return levels.stream().map(DivisionLevel::word).collect(Collectors.joining(", "));
    }
}
