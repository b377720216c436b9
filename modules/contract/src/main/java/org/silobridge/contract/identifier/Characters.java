package org.silobridge.contract.identifier;

import java.util.Locale;

/** ASCII characters as numbers, without allocation. Full-width digits and other scripts are not digits here. */
final class Characters {
    private Characters() {}

    /** 0 to 9, or -1. */
    static int digit(char c) {
        return c >= '0' && c <= '9' ? c - '0' : -1;
    }

    /** 0-9 A-Z, in either case, as 0 to 35, or -1. */
    static int alphanumeric(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'A' && c <= 'Z') {
            return c - 'A' + 10;
        }
        return c >= 'a' && c <= 'z' ? c - 'a' + 10 : -1;
    }

    static boolean digits(CharSequence text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (digit(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    static String upperCase(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
