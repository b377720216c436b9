package org.silobridge.contract;

/** How much harm a field does in the wrong hands. The order is from the least. */
public enum Sensitivity {
    /** Public. */
    L1,
    /** For government use. */
    L2,
    /** Personal, or a business secret. */
    L3,
    /** Sensitive personal information (Personal Information Protection Law, article 28). */
    L4
}
