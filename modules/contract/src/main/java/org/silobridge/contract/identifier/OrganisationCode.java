package org.silobridge.contract.identifier;

/**
 * The organisation code, GB 11714-1997: eight characters and a check digit modulo 11, printed with or without a hyphen
 * before it. The check finds every single wrong digit and every swap of two neighbouring digits; letters whose values
 * are eleven apart it cannot tell from each other.
 */
public final class OrganisationCode {
    public static final int LENGTH = 9;

    private static final int[] WEIGHTS = {3, 7, 9, 10, 5, 8, 4, 2};

    private OrganisationCode() {}

    /** Whether it has the form and the right check digit, in either case, with or without the hyphen. */
    public static boolean isValid(CharSequence text) {
        int length = text.length();
        if (length != LENGTH && !(length == LENGTH + 1 && text.charAt(LENGTH - 1) == '-')) {
            return false;
        }
        int sum = sum(text);
        char last = text.charAt(length - 1);
        return sum >= 0 && check(sum) == (last == 'x' ? 'X' : last);
    }

    /** Upper case, without the hyphen. */
    public static String normalised(String text) {
        var upper = Characters.upperCase(text);
        return upper.length() == LENGTH + 1 && upper.charAt(LENGTH - 1) == '-'
                ? upper.substring(0, LENGTH - 1) + upper.charAt(LENGTH)
                : upper;
    }

    /**
     * The check digit for the first eight characters.
     *
     * @throws IllegalArgumentException if there are fewer, or one is not 0-9 A-Z
     */
    public static char checkDigit(CharSequence body) {
        int sum = body.length() < WEIGHTS.length ? -1 : sum(body);
        if (sum < 0) {
            throw new IllegalArgumentException("an organisation code starts with 8 characters 0-9 A-Z");
        }
        return check(sum);
    }

    private static char check(int sum) {
        int check = 11 - sum % 11;
        return check == 10 ? 'X' : check == 11 ? '0' : (char) ('0' + check);
    }

    private static int sum(CharSequence text) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            int value = Characters.alphanumeric(text.charAt(i));
            if (value < 0) {
                return -1;
            }
            sum += WEIGHTS[i] * value;
        }
        return sum;
    }
}
