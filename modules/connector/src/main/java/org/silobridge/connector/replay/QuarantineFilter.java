package org.silobridge.connector.replay;

import java.time.Instant;
import java.util.Optional;
import org.silobridge.connector.quarantine.QuarantineRecord;

/**
 * Which rows of a quarantine are meant; what is empty does not restrict.
 *
 * @param file the file or other part, as lists name it
 * @param reason a code such as {@code contract.rule.required}, or how it ends: {@code required}
 * @param since quarantined at this time or later
 */
public record QuarantineFilter(Optional<String> file, Optional<String> reason, Optional<Instant> since) {
    public static final QuarantineFilter ALL =
            new QuarantineFilter(Optional.empty(), Optional.empty(), Optional.empty());

    boolean admits(QuarantineRecord row) {
        return admitsFile(row.file())
                && since.map(time -> !row.at().isBefore(time)).orElse(true)
                && (reason.isEmpty()
                        || row.reasons().stream()
                                .anyMatch(found -> admitsReason(found.reason().code())));
    }

    public boolean admitsFile(String name) {
        return file.map(name::equals).orElse(true);
    }

    public boolean admitsReason(String code) {
        return reason.map(wanted -> code.equals(wanted) || code.endsWith("." + wanted))
                .orElse(true);
    }
}
