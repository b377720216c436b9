package org.silobridge.connector.row;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.rule.Range;

/** Days as ISO 8601 has them: {@code 2013-03-01}. */
final class DateCoder extends FieldCoder {
    static final int LENGTH = 10;

    private final long min;
    private final long max;
    private byte[] bytes = {};
    private int from;

    private DateCoder(List<Range> ranges) {
        this.min = Rules.least(ranges, 0);
        this.max = Rules.greatest(ranges, 0);
    }

    static @Nullable FieldCoder of(ContractField field) {
        var ranges = Rules.ranges(field);
        return ranges == null ? null : new DateCoder(ranges);
    }

    @Override
    boolean write(byte[] source, int start, int end, ReusedBytes out) {
        long day = end - start == LENGTH ? epochDay(source, start) : Long.MIN_VALUE;
        if (day == Long.MIN_VALUE || day < min || day > max) {
            return false;
        }
        bytes = source;
        from = start;
        out.writeVariable(day);
        return true;
    }

    @Override
    boolean writeKey(ReusedBytes key) {
        key.write(bytes, from, LENGTH);
        return true;
    }

    /** The day that the ten bytes at {@code at} say, counted from 1970-01-01; {@link Long#MIN_VALUE} for none. */
    static long epochDay(byte[] bytes, int at) {
        int year = digits(bytes, at, 4);
        int month = digits(bytes, at + 5, 2);
        int day = digits(bytes, at + 8, 2);
        if ((year | month | day) < 0
                || bytes[at + 4] != '-'
                || bytes[at + 7] != '-'
                || month < 1
                || month > 12
                || day < 1
                || day > length(year, month)) {
            return Long.MIN_VALUE;
        }
        return epochDay(year, month, day);
    }

    private static int length(int year, int month) {
        if (month == 2) {
            return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /** In the calendar that is ours since 1582, for all years from 0 to 9999. Years are counted from March. */
    private static long epochDay(int year, int month, int day) {
        int fromMarch = month > 2 ? month - 3 : month + 9;
        int of = (month > 2 ? year : year - 1) + 400;
        return 365L * of + of / 4 - of / 100 + of / 400 + (153 * fromMarch + 2) / 5 + day - 1 - 865_565;
    }

    /** A number of that many digits; negative if one is none. */
    static int digits(byte[] bytes, int at, int count) {
        int number = 0;
        for (int i = at; i < at + count; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
