package org.silobridge.catalogue.procedure;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.RoleBinding;
import org.silobridge.catalogue.correction.Dispute;
import org.silobridge.model.ActorId;
import org.silobridge.model.CorrectionId;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.RequestId;
import org.silobridge.model.Role;

/**
 * The departments and people of a scenario: {@code steward Li of public-security}, {@code coordinator and applicant of
 * social-security}. The same words are the same person.
 */
final class Registry {
    private static final Pattern POST =
            Pattern.compile("(applicant|steward|publisher|coordinator|supervisor)( [A-Z][a-z]+)?( of ([a-z-]+))?");

    private final RandomGenerator random = new SplittableRandom(5);
    private final Map<String, DepartmentId> departments = new HashMap<>();
    private final Map<String, Actor> people = new HashMap<>();
    private final DatasetId dataset = DatasetId.random(random);

    DepartmentId department(String slug) {
        return departments.computeIfAbsent(slug, unknown -> DepartmentId.random(random));
    }

    String slug(DepartmentId id) {
        return departments.entrySet().stream()
                .filter(entry -> entry.getValue().equals(id))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    Actor person(String words) {
        return people.computeIfAbsent(words, unknown -> {
            var roles = new ArrayList<RoleBinding>();
            for (var post : words.split(" and ", -1)) {
                var parts = POST.matcher(post);
                if (!parts.matches()) {
                    throw new IllegalArgumentException("nobody is a \"" + post + "\"");
                }
                var role = Role.of(parts.group(1)).orElseThrow();
                roles.add(new RoleBinding(role, parts.group(4) == null ? null : department(parts.group(4))));
            }
            return new Actor(ActorId.random(random), words, words, roles, Instant.EPOCH);
        });
    }

    RequestId request() {
        return RequestId.random(random);
    }

    Dispute dispute(GrantTerms under, Actor by, boolean missing, long offset, Instant at) {
        return new Dispute(
                CorrectionId.random(random),
                under.id(),
                dataset,
                under.holder(),
                under.owner(),
                "key",
                missing ? null : "field",
                0,
                offset,
                "evidence",
                at,
                by.id());
    }

    GrantId grant() {
        return GrantId.random(random);
    }
}
