package org.silobridge.contract.identifier;

/**
 * The resident identity number, GB 11643-1999: six digits of division, eight of birth date (yyyymmdd), three of
 * sequence (odd for men), and a check digit by ISO 7064 MOD 11-2. The check finds every single wrong character and
 * every swap of two neighbours. Whether the division exists is another rule.
 */
public final class ResidentId {
    public static final int LENGTH = 18;

    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String CHECK = "10X98765432";
    private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private ResidentId() {}

    /** Whether it has the form, a birth date of the calendar, and the right check digit; {@code x} counts as {@code X}. */
    public static boolean isValid(CharSequence text) {
        if (text.length() != LENGTH
                || Characters.digit(text.charAt(0)) < 1
                || !Characters.digits(text, 0, LENGTH - 1)
                || !hasBirthDate(text)) {
            return false;
        }
        char last = text.charAt(LENGTH - 1);
        return check(text) == (last == 'x' ? 'X' : last);
    }

    /** Upper case. */
    public static String normalised(String text) {
        return Characters.upperCase(text);
    }

    /**
     * The check digit for the first 17 digits.
     *
     * @throws IllegalArgumentException if there are fewer, or one is no digit
     */
    public static char checkDigit(CharSequence body) {
        if (body.length() < LENGTH - 1 || !Characters.digits(body, 0, LENGTH - 1)) {
            throw new IllegalArgumentException("a resident identity number starts with 17 digits");
        }
        return check(body);
    }

    private static char check(CharSequence digits) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * Characters.digit(digits.charAt(i));
        }
        return CHECK.charAt(sum % 11);
    }

    private static boolean hasBirthDate(CharSequence text) {
        int year = number(text, 6, 10);
        int month = number(text, 10, 12);
        int day = number(text, 12, 14);
        if (year < 1800 || month < 1 || month > 12 || day < 1 || day > DAYS[month - 1]) {
            return false;
        }
        return month != 2 || day < 29 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    }

    private static int number(CharSequence text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + Characters.digit(text.charAt(i));
        }
        return number;
    }
}
