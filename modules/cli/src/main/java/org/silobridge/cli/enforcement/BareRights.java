package org.silobridge.cli.enforcement;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What Kafka alone takes for a right: the least that a decision can cost. Beside the exchange's names, so nobody heals it. */
public final class BareRights implements AutoCloseable {
    private static final AclBinding RIGHT = new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, "bare.scale", PatternType.LITERAL),
            new AccessControlEntry("User:bare-scale", "*", AclOperation.READ, AclPermissionType.ALLOW));

    private final Admin admin;
    private final Latencies creations = new Latencies();
    private final Latencies deletions = new Latencies();
    private final Latencies questions = new Latencies();

    BareRights(Map<String, String> superUser) {
        admin = Admin.create(Map.copyOf(superUser));
    }

    private interface Call {
        void make() throws ExecutionException, InterruptedException;
    }

    /** Makes the right and asks for it. */
    void give() throws ExecutionException, InterruptedException {
        timed(creations, () -> admin.createAcls(List.of(RIGHT)).all().get());
        timed(questions, () -> admin.describeAcls(RIGHT.toFilter()).values().get());
    }

    /** Takes it away. */
    void end() throws ExecutionException, InterruptedException {
        timed(deletions, () -> admin.deleteAcls(List.of(RIGHT.toFilter())).all().get());
    }

    private static void timed(Latencies latencies, Call call) throws ExecutionException, InterruptedException {
        long begun = System.nanoTime();
        call.make();
        latencies.add(System.nanoTime() - begun);
    }

    Latencies creations() {
        return creations;
    }

    Latencies deletions() {
        return deletions;
    }

    /** Of a right that is named in full, by which Kafka finds it no sooner. */
    Latencies questions() {
        return questions;
    }

    @Override
    public void close() {
        admin.close();
    }
}
