package org.silobridge.contract.identifier;

/**
 * The identifier of an electronic certificate, GB/T 36904-2018:
 * {@code 1.2.156.3005.2.<type, 21>.<issuer>.<serial>.<version, 3 digits>.<check>}. The issuer is a social credit code
 * or, in practice, a division code. The check character is ISO 7064 MOD 37,36 over type, issuer, serial and version
 * without the dots; it finds every single wrong character and nearly every swap of two neighbours.
 */
public final class ElectronicCertificateId {
    public static final String ROOT = "1.2.156.3005.2.";

    private static final int TYPE_LENGTH = 21;
    private static final int SHORTEST_ISSUER = 6;
    private static final int LONGEST_ISSUER = 18;
    private static final int VERSION_LENGTH = 3;
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private ElectronicCertificateId() {}

    /** Whether it has the form and the right check character, in either case. */
    public static boolean isValid(CharSequence text) {
        int body = bodyLength(text);
        return body > 0
                && text.length() == body + 2
                && text.charAt(body) == '.'
                && check(text, body) == Characters.alphanumeric(text.charAt(body + 1));
    }

    /** Upper case. */
    public static String normalised(String text) {
        return Characters.upperCase(text);
    }

    /**
     * The check character for {@code 1.2.156.3005.2.<type>.<issuer>.<serial>.<version>}, without a dot at the end.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static char checkDigit(CharSequence body) {
        if (bodyLength(body) != body.length()) {
            throw new IllegalArgumentException("not the body of an electronic certificate's identifier");
        }
        return ALPHABET.charAt(check(body, body.length()));
    }

    /** Up to where root, type, issuer, serial and version reach, or -1 where they do not have their forms. */
    private static int bodyLength(CharSequence text) {
        if (text.length() < ROOT.length()) {
            return -1;
        }
        for (int i = 0; i < ROOT.length(); i++) {
            if (text.charAt(i) != ROOT.charAt(i)) {
                return -1;
            }
        }
        int type = partEnd(text, ROOT.length());
        int issuer = partEnd(text, type + 1);
        int serial = partEnd(text, issuer + 1);
        int version = partEnd(text, serial + 1);
        int issuerLength = issuer - type - 1;
        boolean formed = type - ROOT.length() == TYPE_LENGTH
                && issuerLength >= SHORTEST_ISSUER
                && issuerLength <= LONGEST_ISSUER
                && serial > issuer + 1
                && version - serial - 1 == VERSION_LENGTH
                && text.charAt(type) == '.'
                && text.charAt(issuer) == '.'
                && text.charAt(serial) == '.'
                && Characters.digits(text, serial + 1, version);
        return formed ? version : -1;
    }

    /** Where the run of letters and digits that starts at {@code from} ends. */
    private static int partEnd(CharSequence text, int from) {
        int end = Math.min(from, text.length());
        while (end < text.length() && Characters.alphanumeric(text.charAt(end)) >= 0) {
            end++;
        }
        return end;
    }

    private static int check(CharSequence text, int to) {
        int p = 36;
        for (int i = ROOT.length(); i < to; i++) {
            if (text.charAt(i) == '.') {
                continue;
            }
            p = (p + Characters.alphanumeric(text.charAt(i))) % 36;
            p = (p == 0 ? 36 : p) * 2 % 37;
        }
        return (37 - p) % 36;
    }
}
