package org.silobridge.contract;

import java.util.List;

/** Understands the expressions of {@link Check}s. The module {@code checks} has the one there is. */
@FunctionalInterface
public interface ExpressionLanguage {
    /** Takes every expression as it is: for who reads a contract that was checked before and evaluates nothing. */
    ExpressionLanguage UNREAD = (expression, fields) -> List.of();

    /**
     * What is wrong with an expression; nothing where it can be evaluated and says true or false.
     *
     * @param fields those that it may speak of, and all of which it should
     */
    List<Problem> problems(String expression, List<ContractField> fields);

    /**
     * One thing that is wrong with an expression.
     *
     * @param position of the character, counted from 1
     * @param text in English, as the language's own tool says it
     */
    record Problem(int position, String text) {}
}
