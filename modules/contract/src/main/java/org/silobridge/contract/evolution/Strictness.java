package org.silobridge.contract.evolution;

import java.util.Optional;
import org.silobridge.contract.rule.DivisionCode;
import org.silobridge.contract.rule.DivisionCodeAt;
import org.silobridge.contract.rule.Length;
import org.silobridge.contract.rule.OneOf;
import org.silobridge.contract.rule.Range;
import org.silobridge.contract.rule.Rule;

/** Which of two rules of one kind lets more pass. */
final class Strictness {
    private Strictness() {}

    /**
     * Whether every value that passes {@code than} certainly passes {@code rule} too. False where that cannot be told,
     * as with two patterns.
     */
    static boolean isWeaker(Rule rule, Rule than) {
        if (rule instanceof Length weak && than instanceof Length strict) {
            return weak.min() <= strict.min() && weak.max() >= strict.max();
        }
        if (rule instanceof OneOf weak && than instanceof OneOf strict) {
            return weak.values().containsAll(strict.values());
        }
        if (rule instanceof DivisionCode weak && than instanceof DivisionCode strict) {
            return weak.levels().containsAll(strict.levels());
        }
        if (rule instanceof DivisionCodeAt weak && than instanceof DivisionCodeAt strict) {
            return weak.at().equals(strict.at()) && weak.levels().containsAll(strict.levels());
        }
        if (rule instanceof Range weak && than instanceof Range strict && weak.kind() == strict.kind()) {
            return passes(weak, strict.min(), weak.min().isEmpty())
                    && passes(weak, strict.max(), weak.max().isEmpty());
        }
        return rule.equals(than);
    }

    private static boolean passes(Range range, Optional<Comparable<?>> bound, boolean open) {
        return bound.map(value -> range.check(value) == null).orElse(open);
    }
}
