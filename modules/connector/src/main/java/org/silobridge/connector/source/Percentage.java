package org.silobridge.connector.source;

import java.math.BigDecimal;

/** A share as configurations write it: {@code 5%}. */
public final class Percentage {
    /** What a configuration that says none is told. */
    public static final String EXPECTED = "a share from 0% to 100%, such as 5%";

    private Percentage() {}

    /** The share, from 0 to 1. @throws IllegalArgumentException if the text says none */
    public static double parse(String text) {
        if (!text.endsWith("%")) {
            throw new IllegalArgumentException(text);
        }
        var percent = new BigDecimal(text.substring(0, text.length() - 1).strip());
        if (percent.signum() < 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw new IllegalArgumentException(text);
        }
        return percent.movePointLeft(2).doubleValue();
    }
}
