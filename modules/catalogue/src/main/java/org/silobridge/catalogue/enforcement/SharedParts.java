package org.silobridge.catalogue.enforcement;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * Lets equal parts of many bindings be one object: a hundred thousand rights are about some thousand topics and given to
 * some thousand principals, and all of them are held in memory twice. For one thread.
 */
final class SharedParts {
    private final Map<ResourcePattern, ResourcePattern> patterns = new HashMap<>();
    private final Map<AccessControlEntry, AccessControlEntry> entries = new HashMap<>();

    /** An equal binding. */
    AclBinding of(AclBinding binding) {
        return new AclBinding(one(patterns, binding.pattern()), one(entries, binding.entry()));
    }

    private static <T> T one(Map<T, T> known, T part) {
        var before = known.putIfAbsent(part, part);
        return before == null ? part : before;
    }
}
