package org.silobridge.catalogue.clock;

import org.silobridge.model.LocalisedText;

/**
 * How many working days a step may take, and who says so.
 *
 * @param extension how many more the one extension may give; 0: it cannot be extended
 * @param basis the rule that the numbers come from
 * @param confirmed whether somebody has read the rule itself; until then the numbers are somebody's word
 */
public record Limit(int days, int extension, LocalisedText basis, boolean confirmed) {
    /** More working days than any year has. */
    public static final int MAX_DAYS = 250;

    public Limit {
        if (days < 1 || days > MAX_DAYS || extension < 0 || extension > MAX_DAYS) {
            throw new IllegalArgumentException("working days out of range: " + days + " + " + extension);
        }
    }
}
