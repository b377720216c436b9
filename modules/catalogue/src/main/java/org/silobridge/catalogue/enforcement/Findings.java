package org.silobridge.catalogue.enforcement;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.silobridge.catalogue.enforcement.Reconciler.Seen;

/** Says once what was found that the catalogue cannot explain, or is missing, and once that it is over. */
final class Findings {
    private final EnforcementStore store;

    Findings(EnforcementStore store) {
        this.store = store;
    }

    /**
     * @param inside rights without an explanation that are to be removed, or are kept
     * @param outside to be reported only
     * @param changed of which {@code seen} is an old picture: nothing is said of them
     */
    void found(Set<AclBinding> inside, Set<AclBinding> outside, Seen seen, Set<AclBinding> changed) {
        var open = new HashMap<>(store.openFindings());
        var news = new HashMap<String, Boolean>();
        inside.forEach(right -> news.put(RightText.of(right), true));
        outside.forEach(right -> news.put(RightText.of(right), false));
        texts(changed).forEach(open::remove);
        var over = new HashMap<>(open);
        over.keySet().removeAll(news.keySet());
        news.keySet().removeAll(open.keySet());
        if (!news.isEmpty()) {
            store.found(news, seen.now());
        }
        if (!over.isEmpty()) {
            var explained = standing(seen, over.keySet());
            store.healed(
                    over.entrySet().stream()
                            .collect(toMap(
                                    Map.Entry::getKey,
                                    finding -> explained.contains(finding.getKey())
                                            ? "granted"
                                            : finding.getValue() ? "removed" : "gone")),
                    seen.now());
        }
    }

    /** @param lost rights that stood, are wanted and are not there */
    void lost(Set<AclBinding> lost, Seen seen, Set<AclBinding> changed) {
        var open = new HashSet<>(store.openLosses());
        var news = new HashSet<>(texts(lost));
        open.removeAll(texts(changed));
        var over = new HashSet<>(open);
        over.removeAll(news);
        news.removeAll(open);
        if (!news.isEmpty()) {
            store.lost(news, seen.now());
        }
        if (!over.isEmpty()) {
            var restored = standing(seen, over);
            store.lossesOver(
                    over.stream()
                            .collect(toMap(right -> right, right -> restored.contains(right) ? "restored" : "ended")),
                    seen.now());
        }
    }

    /** Those that stand there and are wanted. */
    private static Set<String> standing(Seen seen, Set<String> texts) {
        return seen.wanted().rights().keySet().stream()
                .filter(seen.found()::contains)
                .map(RightText::of)
                .filter(texts::contains)
                .collect(toSet());
    }

    private static Set<String> texts(Set<AclBinding> rights) {
        return rights.stream().map(RightText::of).collect(toSet());
    }
}
