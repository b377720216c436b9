package org.silobridge.contract.identifier;

import java.util.Arrays;
import java.util.Optional;

/**
 * The identifiers that a contract's {@code checkDigits} rule can name. {@link #isValid} allocates nothing and may be
 * called from any thread.
 */
public enum CheckDigits {
    /** GB 11643-1999, the resident identity number. */
    RESIDENT_ID("resident-id"),
    /** GB 32100-2015, the unified social credit code. */
    SOCIAL_CREDIT_CODE("social-credit-code"),
    /** GB 11714-1997, the organisation code. */
    ORGANISATION_CODE("organisation-code"),
    /** GB/T 36904-2018, the identifier of an electronic certificate. */
    E_CERTIFICATE_ID("e-certificate-id");

    private final String word;

    CheckDigits(String word) {
        this.word = word;
    }

    /** The word that contracts use. */
    public String word() {
        return word;
    }

    public static Optional<CheckDigits> of(String word) {
        return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
    }

    /** Whether {@code text} has the form of the standard, in either case, and its check digit is right. */
    public boolean isValid(CharSequence text) {
        return switch (this) {
            case RESIDENT_ID -> ResidentId.isValid(text);
            case SOCIAL_CREDIT_CODE -> SocialCreditCode.isValid(text);
            case ORGANISATION_CODE -> OrganisationCode.isValid(text);
            case E_CERTIFICATE_ID -> ElectronicCertificateId.isValid(text);
        };
    }

    /**
     * The one way to write a valid identifier: upper case and without optional hyphens, so that two ways of writing
     * the same identifier give the same record key. Idempotent. What is not valid comes back as some text.
     */
    public String normalised(String text) {
        return switch (this) {
            case RESIDENT_ID -> ResidentId.normalised(text);
            case SOCIAL_CREDIT_CODE -> SocialCreditCode.normalised(text);
            case ORGANISATION_CODE -> OrganisationCode.normalised(text);
            case E_CERTIFICATE_ID -> ElectronicCertificateId.normalised(text);
        };
    }

    @Override
    public String toString() {
        return word;
    }
}
