package org.silobridge.contract.identifier;

/**
 * The unified social credit code, GB 32100-2015: registrar, category, six digits of division, nine characters of
 * organisation code, and a check character modulo 31 over an alphabet without I, O, S, V and Z. The check finds every
 * single wrong character and every swap of two neighbours. The organisation code's own check digit inside it is not
 * asked for: the standard mandates only the 18th character.
 */
public final class SocialCreditCode {
    public static final int LENGTH = 18;

    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static final int MODULUS = 31;
    private static final int[] WEIGHTS = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    /** The value of an ASCII character, either case, or -1. */
    private static final byte[] VALUES = values();

    private SocialCreditCode() {}

    /** Whether it has the form and the right check character, in either case. */
    public static boolean isValid(CharSequence text) {
        if (text.length() != LENGTH || !Characters.digits(text, 2, 8)) {
            return false;
        }
        int sum = sum(text);
        return sum >= 0 && check(sum) == value(text.charAt(LENGTH - 1));
    }

    /** Upper case. */
    public static String normalised(String text) {
        return Characters.upperCase(text);
    }

    /**
     * The check character for the first 17 characters.
     *
     * @throws IllegalArgumentException if there are fewer, or one is not of the standard's alphabet
     */
    public static char checkDigit(CharSequence body) {
        int sum = body.length() < LENGTH - 1 ? -1 : sum(body);
        if (sum < 0) {
            throw new IllegalArgumentException("a social credit code starts with 17 of " + ALPHABET);
        }
        return ALPHABET.charAt(check(sum));
    }

    private static int check(int sum) {
        return (MODULUS - sum % MODULUS) % MODULUS;
    }

    /** The weighted sum of the first 17, or -1 where one is not of the alphabet. */
    private static int sum(CharSequence text) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            int value = value(text.charAt(i));
            if (value < 0) {
                return -1;
            }
            sum += WEIGHTS[i] * value;
        }
        return sum;
    }

    private static int value(char c) {
        return c < VALUES.length ? VALUES[c] : -1;
    }

    private static byte[] values() {
        var values = new byte[128];
        for (char c = 0; c < values.length; c++) {
            char upper = c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
            values[c] = (byte) ALPHABET.indexOf(upper);
        }
        return values;
    }
}
