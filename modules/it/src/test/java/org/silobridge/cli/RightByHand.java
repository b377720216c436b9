package org.silobridge.cli;

import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.silobridge.it.exchange.PublishedExchange;

/** A right on a topic of the exchange that nobody granted, for a principal that is no department's. Closing takes it away. */
final class RightByHand implements AutoCloseable {
    private static final String PRINCIPAL = "User:made-by-hand";

    private final PublishedExchange published;
    private final Admin admin;
    private final AclBinding binding;

    RightByHand(PublishedExchange published) {
        this.published = published;
        var sandbox = published.exchange().sandbox();
        admin = Admin.create(new HashMap<String, Object>(sandbox.kafkaClientConfig(sandbox.kafkaAdmin())));
        binding = new AclBinding(
                new ResourcePattern(
                        ResourceType.TOPIC, published.air().dataset().topic(), PatternType.LITERAL),
                new AccessControlEntry(PRINCIPAL, "*", AclOperation.READ, AclPermissionType.ALLOW));
    }

    /** As the survey shows it. */
    String right() {
        return "ALLOW READ TOPIC LITERAL " + published.air().dataset().topic() + " " + PRINCIPAL + " *";
    }

    /** Gives it; once more if somebody took it away. */
    void make() throws InterruptedException, ExecutionException {
        admin.createAcls(List.of(binding)).all().get();
    }

    @Override
    public void close() {
        admin.deleteAcls(List.of(binding.toFilter()));
        admin.close(); // Waits for that.
    }
}
