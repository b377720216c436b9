package org.silobridge.model;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * The version of a contract, written {@code 1.0}. Within a major every version can read every other (Avro's
 * FULL_TRANSITIVE); a new major has a topic of its own. A published version never changes.
 */
public record ContractVersion(int major, int minor) implements Comparable<ContractVersion> {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})");

    public ContractVersion {
        if (major < 1 || minor < 0) {
            throw new IllegalArgumentException("not a contract version: " + major + "." + minor);
        }
    }

    /** Reads {@code major.minor}. @throws IllegalArgumentException if it has another form */
    public static ContractVersion parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a version of the form major.minor, such as 1.0: \"" + text + "\"");
        }
        return new ContractVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public int compareTo(ContractVersion other) {
        return Comparator.comparingInt(ContractVersion::major)
                .thenComparingInt(ContractVersion::minor)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
