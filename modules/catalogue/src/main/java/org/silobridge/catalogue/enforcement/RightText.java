package org.silobridge.catalogue.enforcement;

import org.apache.kafka.common.acl.AclBinding;

/**
 * A right on Kafka as one line of text, for tables, the ledger and people, the same for the same right and another for
 * any other: {@code ALLOW READ TOPIC LITERAL sb.credit.penalty.court.v1 User:sb.dep-… *}.
 */
final class RightText {
    private RightText() {}

    static String of(AclBinding binding) {
        var pattern = binding.pattern();
        var entry = binding.entry();
        return entry.permissionType() + " " + entry.operation() + " " + pattern.resourceType() + " "
                + pattern.patternType() + " " + word(pattern.name()) + " " + word(entry.principal()) + " "
                + word(entry.host());
    }

    /** Groups and principals of others may hold blanks. */
    private static String word(String text) {
        return text.replace("%", "%25").replace(" ", "%20").replace("\n", "%0A");
    }
}
