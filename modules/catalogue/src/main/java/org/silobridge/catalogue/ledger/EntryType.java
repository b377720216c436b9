package org.silobridge.catalogue.ledger;

/** Every type of entry, version 1. When each is written, what it means and an example stand in {@code docs/ledger.md}. */
public enum EntryType {
    EXCHANGE_OPENED("exchange.opened"),
    DEPARTMENT_REGISTERED("department.registered"),
    DEPARTMENT_CREDENTIAL_ISSUED("department.credential-issued"),
    DEPARTMENT_CREDENTIAL_ENDED("department.credential-ended"),
    DEPARTMENT_CREDENTIAL_WITHDRAWN("department.credential-withdrawn"),
    DEPARTMENT_ENDED("department.ended"),
    ACTOR_REGISTERED("actor.registered"),
    TOKEN_ISSUED("token.issued"),
    TOKEN_ROTATED("token.rotated"),
    TOKEN_ENDED("token.ended"),
    SIGNING_KEY_OFFERED("signing-key.offered"),
    SIGNING_KEY_CONFIRMED("signing-key.confirmed"),
    SIGNING_KEY_REVOKED("signing-key.revoked"),
    CONTRACT_PUBLISHED("contract.published"),
    CONTRACT_PASSED("contract.passed"),
    NOTICE_WRITTEN("notice.written"),
    DELIVERY_ADDED("delivery.added"),
    DELIVERY_ENDED("delivery.ended"),
    DATASET_REGISTERED("dataset.registered"),
    DATASET_READY("dataset.ready"),
    DATASET_SIGNATURES_REQUIRED("dataset.signatures-required"),
    DATASET_SIGNATURES_WAIVED("dataset.signatures-waived"),
    DATASET_PASSED("dataset.passed"),
    DATASET_ENDED("dataset.ended"),
    KEY_CREATED("key.created"),
    KEY_LEASED("key.leased"),
    REQUEST_FILED("request.filed"),
    REQUEST_PASSED("request.passed"),
    REQUEST_EXTENDED("request.extended"),
    REQUEST_SUPPLEMENT_ASKED("request.supplement-asked"),
    REQUEST_SUPPLEMENTED("request.supplemented"),
    REQUEST_WITHDRAWN("request.withdrawn"),
    REQUEST_LAPSED("request.lapsed"),
    REQUEST_PROPOSED("request.proposed"),
    REQUEST_OBJECTED("request.objected"),
    REQUEST_APPEALED("request.appealed"),
    REQUEST_TALKS_ENDED("request.talks-ended"),
    REQUEST_APPROVED("request.approved"),
    REQUEST_REFUSED("request.refused"),
    DEMAND_FILED("demand.filed"),
    DEMAND_PASSED("demand.passed"),
    DEMAND_CATALOGUED("demand.catalogued"),
    DEMAND_DECLINED("demand.declined"),
    DEMAND_WITHDRAWN("demand.withdrawn"),
    CORRECTION_FILED("correction.filed"),
    CORRECTION_EXTENDED("correction.extended"),
    CORRECTION_MADE("correction.made"),
    CORRECTION_REFUSED("correction.refused"),
    CORRECTION_WITHDRAWN("correction.withdrawn"),
    GRANT_APPROVED("grant.approved"),
    GRANT_APPLIED("grant.applied"),
    GRANT_SUSPENDED("grant.suspended"),
    GRANT_WITHHELD("grant.withheld"),
    GRANT_RESUMED("grant.resumed"),
    GRANT_RECERTIFIED("grant.recertified"),
    GRANT_RECLASSIFIED("grant.reclassified"),
    GRANT_LAPSED("grant.lapsed"),
    GRANT_RENEWAL_ASKED("grant.renewal-asked"),
    GRANT_RENEWED("grant.renewed"),
    GRANT_RENEWAL_REFUSED("grant.renewal-refused"),
    GRANT_PASSED("grant.passed"),
    GRANT_LEFT("grant.left"),
    GRANT_REVOKED("grant.revoked"),
    GRANT_EXPIRED("grant.expired"),
    GRANT_WITHDRAWN("grant.withdrawn"),
    RIGHT_FOUND("right.found"),
    RIGHT_HEALED("right.healed"),
    RIGHT_KEPT("right.kept"),
    RIGHT_RELEASED("right.released"),
    RIGHT_LOST("right.lost"),
    RIGHT_RESTORED("right.restored"),
    ENFORCEMENT_STOPPED("enforcement.stopped"),
    ENFORCEMENT_CONFIRMED("enforcement.confirmed");

    private final String code;

    EntryType(String code) {
        this.code = code;
    }

    /** As it stands in the entry. */
    public String code() {
        return code;
    }
}
