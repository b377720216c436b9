package org.silobridge.cli.local;

import org.silobridge.contract.identifier.SocialCreditCode;

/** Unified social credit codes for departments of the demo and of tests: right by their check digits, and given to nobody. */
public final class CreditCodes {
    /** Registrar 1 (organs), category 1 (organ), and the code that GB/T 2260 keeps for the whole country. */
    private static final String ORGAN_OF_THE_STATE = "11100000";

    private CreditCodes() {}

    /**
     * A whole code.
     *
     * @param organisation eight characters of the code's organisation part; its own check digit is left at 0
     */
    public static String of(String organisation) {
        var body = ORGAN_OF_THE_STATE + organisation + "0";
        return body + SocialCreditCode.checkDigit(body);
    }
}
