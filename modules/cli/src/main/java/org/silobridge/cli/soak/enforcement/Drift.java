package org.silobridge.cli.soak.enforcement;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.silobridge.cli.local.Participant;

/**
 * Somebody with the administrator's log-in, who gives rights that nobody decided on, to one topic or to all that begin so,
 * and takes rights away.
 */
final class Drift implements Runnable {
    private static final int SHORTEST_PAUSE_MILLIS = 700;
    private static final int MORE_PAUSE_MILLIS = 2_500;
    /** Of so many in a while the guard would say that it is too many. */
    private static final int MOST_AT_ONCE = 12;

    private static final int A_WHILE_SECONDS = 60;

    /** A right made by hand, between these instants. */
    record Made(AclBinding right, Instant from, Instant to) {}

    /** A right taken away by hand. */
    record Taken(AclBinding right, Instant at) {}

    private final RightsTable rights;
    private final List<Participant> grantees;
    private final List<String> topics;
    private final Set<String> untouched;
    private final Outages outages;
    private final Clock clock;
    private final Random random;
    private final CountDownLatch end;
    private final List<Made> made = new ArrayList<>();
    private final List<Taken> taken = new ArrayList<>();

    /**
     * @param untouched principals whose rights stay: of those whose feeds have to go on
     * @param end when it is 0, it is over
     */
    Drift(
            RightsTable rights,
            List<Participant> grantees,
            List<String> topics,
            Set<String> untouched,
            Outages outages,
            Clock clock,
            Random random,
            CountDownLatch end) {
        this.rights = rights;
        this.grantees = List.copyOf(grantees);
        this.topics = List.copyOf(topics);
        this.untouched = Set.copyOf(untouched);
        this.outages = outages;
        this.clock = clock;
        this.random = random;
        this.end = end;
    }

    @Override
    public void run() {
        try {
            while (!end.await(SHORTEST_PAUSE_MILLIS + random.nextInt(MORE_PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
                boolean make = random.nextBoolean();
                if (outages.isAway(Outages.Part.KAFKA) || lately() >= MOST_AT_ONCE) {
                    continue;
                }
                try {
                    if (make) {
                        make();
                    } else {
                        take();
                    }
                } catch (IllegalStateException e) {
                    // Kafka went away meanwhile. What was asked of it is noted all the same: it may have done it.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void make() {
        var right = right();
        if (rights.found().contains(right)) {
            return;
        }
        var from = clock.instant();
        try {
            rights.create(right);
        } finally {
            note(new Made(right, from, clock.instant()));
        }
    }

    private AclBinding right() {
        var grantee = grantees.get(random.nextInt(grantees.size()));
        var topic = topics.get(random.nextInt(topics.size()));
        var principal = grantee.department().principal();
        return switch (random.nextInt(5)) {
            case 0, 1 -> RightsTable.onTopic(principal, topic, AclOperation.READ);
            case 2 ->
                RightsTable.right(
                        principal,
                        ResourceType.TOPIC,
                        PatternType.PREFIXED,
                        topic.substring(0, topic.lastIndexOf('.')),
                        AclOperation.READ);
            case 3 -> RightsTable.onTopic(principal, topic, AclOperation.WRITE);
            default -> RightsTable.onTopic("somebody-else", topic, AclOperation.ALL);
        };
    }

    private void take() {
        var all = rights.found().stream()
                .filter(right -> !untouched.contains(right.entry().principal()))
                .sorted(Comparator.comparing(RightsTable::text))
                .toList();
        if (all.isEmpty()) {
            return;
        }
        var right = all.get(random.nextInt(all.size()));
        note(new Taken(right, clock.instant()));
        rights.delete(right);
    }

    private synchronized void note(Made one) {
        made.add(one);
    }

    private synchronized void note(Taken one) {
        taken.add(one);
    }

    private synchronized long lately() {
        var since = clock.instant().minusSeconds(A_WHILE_SECONDS);
        return made.stream().filter(one -> one.to().isAfter(since)).count()
                + taken.stream().filter(one -> one.at().isAfter(since)).count();
    }

    synchronized List<Made> made() {
        return List.copyOf(made);
    }

    synchronized List<Taken> taken() {
        return List.copyOf(taken);
    }
}
