package org.silobridge.model;

import java.util.regex.Pattern;

/**
 * An administrative division by its GB/T 2260 code, normalised to the digits that carry meaning: 2 for a province
 * ({@code 44}), 4 for a prefecture ({@code 4401}), 6 for a county ({@code 440106}). Codes of 9 and 12 digits
 * (townships and villages of the statistical version) are cut to their county. Whether a code is one that GB/T 2260
 * lists is another question, answered by the contract module's table.
 */
public record DivisionCode(String digits) {
    private static final Pattern WRITTEN = Pattern.compile("[1-9][0-9](?:[0-9]{2}){0,2}|[1-9][0-9]{8}|[1-9][0-9]{11}");

    public DivisionCode {
        if (!WRITTEN.matcher(digits).matches()) {
            throw new IllegalArgumentException("not a division code of 2, 4, 6, 9 or 12 digits: \"" + digits + "\"");
        }
        digits = normalised(digits);
    }

    private static String normalised(String digits) {
        var county = digits.length() > 6 ? digits.substring(0, 6) : digits;
        if (county.length() == 6 && county.endsWith("00")) {
            county = county.substring(0, 4);
        }
        if (county.length() == 4 && county.endsWith("00")) {
            county = county.substring(0, 2);
        }
        return county;
    }

    /** Whether {@code other} is this division or lies inside it. */
    public boolean covers(DivisionCode other) {
        return other.digits.startsWith(digits);
    }

    /** The six-digit form, padded with zeros: {@code 44} is {@code 440000}. */
    public String sixDigits() {
        return digits + "0".repeat(6 - digits.length());
    }

    @Override
    public String toString() {
        return digits;
    }
}
