package org.silobridge.catalogue.enforcement;

import java.util.Arrays;
import java.util.Optional;

/** What a survey makes of a right. Several may apply to one: the first of them, in this order, leads. */
public enum Score {
    /** Takes rights away instead of giving one. */
    DENIAL("denial"),
    /** No department answers for its principal, or none can log in as it. */
    ORPHAN("orphan"),
    /** Allows what a grant of its department gives or gave, and more; or everybody. */
    WIDER("wider"),
    /** All that it allows was granted once, and the grant ended or is suspended. */
    EXPIRED("expired"),
    /** Allows its department what it never had a grant for. */
    NO_BASIS("no-basis"),
    /** Allows to read what nobody who has it is known to have read. */
    UNUSED("unused"),
    /** A grant in force, or being the owner, gives all of it. */
    COVERED("covered"),
    /** Touches nothing of this exchange. */
    ELSEWHERE("elsewhere");

    private final String word;

    Score(String word) {
        this.word = word;
    }

    /** The word that the API uses. */
    public String word() {
        return word;
    }

    public static Optional<Score> of(String word) {
        return Arrays.stream(values()).filter(score -> score.word.equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return word;
    }
}
