package org.silobridge.catalogue.request;

import java.util.List;
import java.util.Optional;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** What data may be asked for: the purposes of W3C DPV 2.3 (https://w3id.org/dpv#) that concern government bodies. */
public final class Purpose {
    /**
     * Purposes that other purposes stand under and that say too little themselves: improving public services, health
     * care, public security, statistics and policy making are all public benefit.
     */
    public static final List<String> HEADINGS = List.of("PublicBenefit");

    public static final List<String> KNOWN = List.of(
            "RequestedServiceProvision",
            "ServiceAccessDetermination",
            "IdentityVerification",
            "Verification",
            "LegalCompliance",
            "ImprovePublicServices",
            "PublicPolicyMaking",
            "ProvideOfficialStatistics",
            "ProtectionOfPublicSecurity",
            "ImproveHealthcare",
            "FraudPreventionAndDetection",
            "RecordManagement",
            "DisputeManagement",
            "RightsFulfilment",
            "CombatClimateChange",
            "ScientificResearch");

    private Purpose() {}

    /** What speaks against a purpose, if anything does. */
    public static Optional<Violation> violation(String purpose) {
        if (KNOWN.contains(purpose)) {
            return Optional.empty();
        }
        var known = String.join(", ", KNOWN);
        return Optional.of(new Violation(
                "purpose",
                purpose,
                HEADINGS.contains(purpose)
                        ? Reason.of("catalogue.request.purpose-is-a-heading", "known", known)
                        : Reason.of("catalogue.request.unknown-purpose", "known", known)));
    }
}
