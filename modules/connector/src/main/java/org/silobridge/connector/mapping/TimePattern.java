package org.silobridge.connector.mapping;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/**
 * A date or time pattern of {@link DateTimeFormatter}, read strictly: there is no 30 February, and {@code yyyy} is the
 * year of our calendar. A pattern without hours, minutes or seconds means their zero.
 */
public final class TimePattern {
    private final String pattern;
    private final DateTimeFormatter formatter;

    /** Reads a pattern. @throws IllegalArgumentException if it is none */
    public TimePattern(String pattern) {
        this.pattern = pattern;
        var builder = new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(properYears(pattern));
        // Defaults for what the pattern leaves out; for what it has they are not used.
        var written = letters(pattern);
        if (written.indexOf('H') < 0
                && written.indexOf('h') < 0
                && written.indexOf('k') < 0
                && written.indexOf('K') < 0
                && written.indexOf('n') < 0
                && written.indexOf('A') < 0
                && written.indexOf('N') < 0) {
            builder.parseDefaulting(ChronoField.HOUR_OF_DAY, 0);
        }
        if (written.indexOf('m') < 0 && written.indexOf('A') < 0 && written.indexOf('N') < 0) {
            builder.parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0);
        }
        if (written.indexOf('s') < 0 && written.indexOf('A') < 0 && written.indexOf('N') < 0) {
            builder.parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0);
        }
        this.formatter = builder.toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    }

    /** Whether a text in this pattern can say a whole date. */
    boolean tellsDates() {
        try {
            var example = formatter.format(LocalDateTime.of(2013, 3, 1, 13, 0).atOffset(java.time.ZoneOffset.UTC));
            date(example);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Whether it carries an offset or zone of its own. */
    boolean tellsZones() {
        return letters(pattern).matches(".*[VzOXxZ].*");
    }

    /** @throws DateTimeException if the text is not of this pattern, or no such day exists */
    LocalDate date(String text) {
        return LocalDate.from(formatter.parse(text));
    }

    /**
     * A local time that occurs twice, when clocks are set back, is its first occurrence.
     *
     * @throws DateTimeException if the text is not of this pattern, or no such time exists in the zone
     */
    Instant time(String text, ZoneId zone) {
        var parsed = formatter.parse(text);
        if (parsed.query(TemporalQueries.zone()) != null) {
            return Instant.from(parsed);
        }
        return local(LocalDate.from(parsed).atTime(LocalTime.from(parsed)), zone);
    }

    /** ISO 8601, with its own offset, or local in {@code zone}. @throws DateTimeException if it is not */
    static Instant isoTime(String text, ZoneId zone) {
        var parsed = DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        return parsed instanceof OffsetDateTime exact ? exact.toInstant() : local((LocalDateTime) parsed, zone);
    }

    private static Instant local(LocalDateTime time, ZoneId zone) {
        var offsets = zone.getRules().getValidOffsets(time);
        if (offsets.isEmpty()) {
            throw new DateTimeException("no such local time in " + zone);
        }
        return time.toInstant(offsets.get(0));
    }

    /** {@code y} is the year of an era, which strict reading would ask for; people mean the year. */
    private static String properYears(String pattern) {
        var proper = new StringBuilder(pattern);
        boolean literal = false;
        for (int i = 0; i < proper.length(); i++) {
            char c = proper.charAt(i);
            if (c == '\'') {
                literal = !literal;
            } else if (c == 'y' && !literal) {
                proper.setCharAt(i, 'u');
            }
        }
        return proper.toString();
    }

    private static String letters(String pattern) {
        return pattern.replaceAll("'[^']*'", "");
    }

    @Override
    public String toString() {
        return pattern;
    }
}
