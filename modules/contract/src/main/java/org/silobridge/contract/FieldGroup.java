package org.silobridge.contract;

import java.util.Optional;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Sharing;
import org.silobridge.model.Slug;

/**
 * Fields that are granted together.
 *
 * @param legalBasis always there where the group is {@link Sharing#NOT_SHARED}
 * @param fourEyes whether a second steward has to confirm that it is granted; only where somebody decides at all
 */
public record FieldGroup(
        Slug name, Sharing sharing, LocalisedText title, Optional<LocalisedText> legalBasis, boolean fourEyes) {
    /** The group whose fields go in clear to every grantee. Each contract has it. */
    public static final Slug OPEN = new Slug("open");

    public FieldGroup {
        if (sharing == Sharing.NOT_SHARED && legalBasis.isEmpty()) {
            throw new IllegalArgumentException("group " + name + " is not-shared and cites no legal basis");
        }
        if (fourEyes && sharing != Sharing.CONDITIONAL) {
            throw new IllegalArgumentException("group " + name + " asks for four eyes, and nobody decides on it");
        }
    }

    /** Whether its fields stand on the topic in clear. */
    public boolean isOpen() {
        return name.equals(OPEN);
    }
}
