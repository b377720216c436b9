package org.silobridge.connector.row;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.rule.Range;

/**
 * Times as ISO 8601 has them, with seconds, and no or three digits of their fractions: {@code 2013-03-01T08:00:00Z}, with
 * an offset of hours and minutes, or local where the mapping says the zone and the zone kept one offset since.
 */
final class TimeCoder extends FieldCoder {
    private static final int TO_SECONDS = 19;
    private static final long DAY = 86_400_000;

    private final long min;
    private final long max;
    private final boolean hasZone;
    /** Local times from this one on have one offset in the mapping's zone. Both in milliseconds. */
    private final long settledSince;

    private final long settledOffset;
    private long value;

    private TimeCoder(List<Range> ranges, Optional<ZoneId> zone) {
        this.min = Rules.least(ranges, 0);
        this.max = Rules.greatest(ranges, 0);
        this.hasZone = zone.isPresent();
        var rules = zone.orElse(ZoneOffset.UTC).getRules();
        var transitions = rules.getTransitions();
        if (!rules.getTransitionRules().isEmpty()) {
            this.settledSince = Long.MAX_VALUE;
            this.settledOffset = 0;
        } else if (transitions.isEmpty()) {
            this.settledSince = Long.MIN_VALUE;
            this.settledOffset =
                    1000L * rules.getOffset(java.time.Instant.EPOCH).getTotalSeconds();
        } else {
            var last = transitions.get(transitions.size() - 1);
            this.settledSince = last.getInstant().toEpochMilli() + 2 * DAY;
            this.settledOffset = 1000L * last.getOffsetAfter().getTotalSeconds();
        }
    }

    static @Nullable FieldCoder of(ContractField field, Optional<ZoneId> zone) {
        var ranges = Rules.ranges(field);
        return ranges == null ? null : new TimeCoder(ranges, zone);
    }

    @Override
    boolean write(byte[] bytes, int from, int to, ReusedBytes out) {
        if (!read(bytes, from, to) || value < min || value > max) {
            return false;
        }
        out.writeVariable(value);
        return true;
    }

    private boolean read(byte[] bytes, int from, int to) {
        if (to - from < TO_SECONDS || bytes[from + 10] != 'T' || bytes[from + 13] != ':' || bytes[from + 16] != ':') {
            return false;
        }
        long day = DateCoder.epochDay(bytes, from);
        int hour = DateCoder.digits(bytes, from + 11, 2);
        int minute = DateCoder.digits(bytes, from + 14, 2);
        int second = DateCoder.digits(bytes, from + 17, 2);
        if (day == Long.MIN_VALUE || (hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59) {
            return false;
        }
        long local = day * DAY + ((hour * 60 + minute) * 60 + second) * 1000L;
        int at = from + TO_SECONDS;
        if (at < to && bytes[at] == '.') {
            int millis = to - at < 4 ? -1 : DateCoder.digits(bytes, at + 1, 3);
            if (millis < 0) {
                return false;
            }
            local += millis;
            at += 4;
        }
        return at == to ? settled(local) : offset(local, bytes, at, to);
    }

    private boolean settled(long local) {
        value = local - settledOffset;
        return hasZone && local >= settledSince;
    }

    private boolean offset(long local, byte[] bytes, int at, int to) {
        value = local;
        if (to - at == 1) {
            return bytes[at] == 'Z';
        }
        if (to - at != 6 || bytes[at + 3] != ':' || (bytes[at] != '+' && bytes[at] != '-')) {
            return false;
        }
        int hours = DateCoder.digits(bytes, at + 1, 2);
        int minutes = DateCoder.digits(bytes, at + 4, 2);
        if ((hours | minutes) < 0 || hours > 17 || minutes > 59) {
            return false;
        }
        long offset = (hours * 60 + minutes) * 60_000L;
        value = bytes[at] == '+' ? local - offset : local + offset;
        return true;
    }

    @Override
    boolean writeKey(ReusedBytes key) {
        long days = Math.floorDiv(value, DAY);
        int ofDay = (int) Math.floorMod(value, DAY);
        var date = java.time.LocalDate.ofEpochDay(days);
        if (date.getYear() < 0 || date.getYear() > 9999) {
            return false;
        }
        key.writeDecimal(date.getYear(), 4);
        part(key, '-', date.getMonthValue());
        part(key, '-', date.getDayOfMonth());
        part(key, 'T', ofDay / 3_600_000);
        part(key, ':', ofDay / 60_000 % 60);
        part(key, ':', ofDay / 1000 % 60);
        if (ofDay % 1000 != 0) {
            key.write('.');
            key.writeDecimal(ofDay % 1000, 3);
        }
        key.write('Z');
        return true;
    }

    private static void part(ReusedBytes key, char sign, int number) {
        key.write(sign);
        key.writeDecimal(number, 2);
    }
}
