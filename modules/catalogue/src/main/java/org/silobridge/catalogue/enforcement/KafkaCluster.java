package org.silobridge.catalogue.enforcement;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.acl.AclBinding;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.kafka.KafkaOffsets;

/**
 * What the controller needs of Kafka. Blocking; safe for use by many threads but for the marker, which is one thread's at a
 * time. A cluster that does not answer is a
 * {@link KafkaUnavailable}; what fails for one object alone is returned with that object, and the others are done.
 */
interface KafkaCluster extends AutoCloseable {

    String clusterId();

    /** Every binding on the cluster, whoever it belongs to. */
    Set<AclBinding> rights();

    /** Every binding of these few principals ({@code User:…}), allowing or denying. */
    Set<AclBinding> rightsOf(Collection<String> principals);

    /**
     * Asks for every binding on the cluster that denies something, and does not wait: Kafka goes through all there are for
     * it. What it gives waits for the answer.
     */
    Supplier<Set<AclBinding>> denials();

    /** Creates them; one that is there already stays. Acknowledged is not yet enforced: read back. */
    Map<AclBinding, String> createRights(Collection<AclBinding> rights);

    /** Deletes exactly these; one that is not there is no failure. */
    Map<AclBinding, String> deleteRights(Collection<AclBinding> rights);

    /** The topics whose names start so, with those settings that {@link TopicSpec#settings} names. */
    Map<String, FoundTopic> topics(String prefix);

    /** Creates them; one that is there already stays. Returns why not, by topic. */
    Map<String, String> createTopics(Collection<TopicSpec> topics);

    /** Gives existing topics their settings. Returns why not, by topic. */
    Map<String, String> alterSettings(Collection<TopicSpec> topics);

    /** The names of all SCRAM users. */
    Set<String> users();

    /** How many bytes a second users may read on each broker, where that is limited for the user by name. */
    Map<String, Long> readQuotas();

    /** Sets or, where empty, takes away what users may read. Returns why not, by user. */
    Map<String, String> setReadQuotas(Map<String, Optional<Long>> quotas);

    /** Where consumer groups have been, as far as Kafka still knows. Asks about every group: for people, not for looks. */
    Commits commits();

    /** Where each partition of the topic ends, the offset after its last committed record; none where there is no such topic. */
    List<Long> ends(String topic);

    /** These topics, and where the consumer groups whose names start so have got to on them. */
    KafkaOffsets.Sight sight(Collection<String> topics, String groupPrefix);

    /** Makes the user, or gives it a new password at once. */
    void setPassword(String user, String password);

    /** Deletes the user; one that is not there is no failure. What it has open stays open until it logs in again. */
    void deleteUser(String user);

    /** The newest marker in this topic; empty where the topic does not exist or holds none. */
    Optional<Marker> marker(String topic);

    /** Stores the marker durably, creating the topic where needed. */
    void writeMarker(String topic, Marker marker);

    @Override
    void close();

    record FoundTopic(int partitions, Map<String, String> settings) {
        public FoundTopic {
            settings = Map.copyOf(settings);
        }
    }

    /**
     * Committed offsets.
     *
     * @param topics those on which a group has one, by group
     * @param kept how long they stay when nobody uses the group any more
     */
    record Commits(Map<String, Set<String>> topics, Duration kept) {
        public Commits {
            topics = Map.copyOf(topics);
        }
    }

    /** Kafka did not answer. */
    final class KafkaUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1;

        KafkaUnavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        static KafkaUnavailable because(Throwable cause) {
            return new KafkaUnavailable(
                    cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
        }

        static KafkaUnavailable interrupted(Exception e) {
            Thread.currentThread().interrupt();
            return new KafkaUnavailable("interrupted", e);
        }
    }
}
