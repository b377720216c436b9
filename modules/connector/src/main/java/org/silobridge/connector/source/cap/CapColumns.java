package org.silobridge.connector.source.cap;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The columns of an alert's rows: the names of CAP 1.2's elements (3.2), after {@code info.} and {@code area.} those of the
 * parts; {@code number} counts the parts from 1. What has a name and a value is {@code info.parameter.NAME}, and so on.
 */
final class CapColumns {
    private static final List<String> ALERT = List.of(
            "identifier",
            "sender",
            "sent",
            "status",
            "msgType",
            "source",
            "scope",
            "restriction",
            "addresses",
            "code",
            "note",
            "references",
            "incidents");
    private static final List<String> INFO = List.of(
            "number",
            "language",
            "category",
            "event",
            "responseType",
            "urgency",
            "severity",
            "certainty",
            "audience",
            "effective",
            "onset",
            "expires",
            "senderName",
            "headline",
            "description",
            "instruction",
            "web",
            "contact");
    private static final List<String> AREA = List.of("number", "areaDesc", "polygon", "circle", "altitude", "ceiling");
    private static final List<String> NAMED = List.of("info.eventCode.", "info.parameter.", "area.geocode.");

    /** Elements whose values hold no space: where there are several, one stands between them. */
    private static final Set<String> WORDS = Set.of("category", "responseType", "code", "eventCode", "geocode");

    static final List<String> NAMES = Stream.of(
                    ALERT.stream(),
                    INFO.stream().map(name -> "info." + name),
                    AREA.stream().map(name -> "area." + name),
                    NAMED.stream().map(prefix -> prefix + "NAME"))
            .flatMap(names -> names)
            .toList();

    private CapColumns() {}

    static boolean knows(String column) {
        return (NAMES.contains(column) && !column.endsWith(".NAME"))
                || NAMED.stream().anyMatch(prefix -> column.startsWith(prefix) && column.length() > prefix.length());
    }

    /** What stands between several values of an element. */
    static String separator(String element) {
        return WORDS.contains(element) ? " " : "; ";
    }
}
