package org.silobridge.contract.evolution;

import java.util.Locale;
import org.silobridge.contract.evolution.Finding.Weight;

/** Every kind of change between two versions, and what it weighs. The heaviest first. */
enum Change {
    // No version of this contract may do that.
    OTHER_CONTRACT(Weight.REFUSED),
    VERSION_REUSED(Weight.REFUSED),
    VERSION_NOT_NEXT(Weight.REFUSED),
    VERSION_OLDER(Weight.REFUSED),

    // A reader would fail, misread, or silently lose what it reads.
    KEY_CHANGED(Weight.BREAKING),
    KEY_FORM_CHANGED(Weight.BREAKING),
    KEY_HIDDEN(Weight.BREAKING),
    KEY_REVEALED(Weight.BREAKING, true),
    PARTITIONS_CHANGED(Weight.BREAKING),
    RECORDS_CHANGED(Weight.BREAKING),
    TYPE_CHANGED(Weight.BREAKING),
    SYMBOL_REMOVED(Weight.BREAKING),
    UNIT_CHANGED(Weight.BREAKING),
    DEFAULT_MISSING(Weight.BREAKING),
    FIELD_SEALED(Weight.BREAKING),
    /** The readers of the one group lose it, those of the other get what nobody granted them. */
    FIELD_MOVED(Weight.BREAKING, true),
    GROUP_REMOVED(Weight.BREAKING),
    INCOMPATIBLE(Weight.BREAKING),

    // Programs go on; what departments agreed to does not.
    /** Breaking where somebody reads it. */
    FIELD_REMOVED(Weight.NEW_MAJOR),
    FIELD_OPENED(Weight.NEW_MAJOR, true),
    SHARING_LOOSENED(Weight.NEW_MAJOR, true),
    /** One person would decide what two were meant to. */
    FOUR_EYES_REMOVED(Weight.NEW_MAJOR),
    RETENTION_SHORTENED(Weight.NEW_MAJOR),

    // Rows that were published until now are quarantined, or numbers and decisions mean something else.
    RULE_ADDED(Weight.CONFIRMATION),
    RULE_NARROWED(Weight.CONFIRMATION),
    RULE_CHANGED(Weight.CONFIRMATION),
    DUPLICATE_KEYS_CHANGED(Weight.CONFIRMATION),
    DEFAULT_CHANGED(Weight.CONFIRMATION),
    STANDARD_CHANGED(Weight.CONFIRMATION),
    SENSITIVITY_LOWERED(Weight.CONFIRMATION),
    SENSITIVITY_RAISED(Weight.CONFIRMATION),
    SHARING_TIGHTENED(Weight.CONFIRMATION),
    FOUR_EYES_ADDED(Weight.CONFIRMATION),
    LEGAL_BASIS_CHANGED(Weight.CONFIRMATION),
    DATA_CLASS_CHANGED(Weight.CONFIRMATION),
    /** In a group that a steward decides about: running grants would show it undecided. */
    FIELD_ADDED_TO_GRANTED(Weight.CONFIRMATION, true),

    // Readers may meet what they never met.
    RULE_REMOVED(Weight.INFO),
    RULE_WIDENED(Weight.INFO),
    /** What only flags records, and does not hold them back. */
    FLAG_CHANGED(Weight.INFO),
    SYMBOL_ADDED(Weight.INFO),
    RETENTION_LENGTHENED(Weight.INFO),

    FIELD_ADDED(Weight.NOTE),
    GROUP_ADDED(Weight.NOTE),
    TEXT_CHANGED(Weight.NOTE),
    WORDS_CHANGED(Weight.NOTE);

    private final Weight weight;
    private final boolean widens;

    Change(Weight weight) {
        this(weight, false);
    }

    Change(Weight weight, boolean widens) {
        this.weight = weight;
        this.widens = widens;
    }

    Weight weight() {
        return weight;
    }

    boolean widens() {
        return widens;
    }

    /** The code of its reason. */
    String code() {
        return "contract.evolution." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
