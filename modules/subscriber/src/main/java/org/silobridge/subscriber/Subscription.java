package org.silobridge.subscriber;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.DatasetRef;
import org.silobridge.contract.registry.RegistryUnavailableException;
import org.silobridge.contract.registry.SchemaRegistryClient;
import org.silobridge.model.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A department's reading of one dataset, record by record, until the right to read ends or the caller stops.
 *
 * <p>At least once: the group's place moves when {@link #commit} is called, or when the handler of {@link #run}
 * returns. What was handled and not committed before a crash comes again; within a partition the order holds. At the
 * end of a partition the place is also moved past what holds no records (markers, aborted transactions), so that the
 * rest of the group sees that all is read.
 *
 * <p>It never goes on in silence: when nothing has come for a while it asks the catalogue whether the right still
 * holds, and a right that ended is told as {@link End.RightEnded}. While the catalogue is down, reading goes on.
 *
 * <p>For one thread, except {@link #stop}. Kafka's own faults come out as its exceptions: in particular
 * {@link AuthenticationException} for a wrong user name or password. Where the log-in was good before, it is tried again
 * for {@link SubscriptionSettings#patience}: a broker that has just started may not know its users yet.
 */
public final class Subscription implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
    private static final Duration REFUSED_PAUSE = Duration.ofMillis(250);
    /** For what is asked again at the next poll. */
    private static final Duration BRIEFLY = Duration.ofSeconds(2);

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Feed feed;
    private final SubscriptionSettings settings;
    private final Consumer<Reason> notices;
    private final KafkaConsumer<byte[], byte[]> kafka;
    private final Reach reach;
    private final RecordDecoder decoder;
    private final Rights rights;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final ArrayDeque<ConsumerRecord<byte[], byte[]>> undecoded = new ArrayDeque<>();
    private final Map<TopicPartition, OffsetAndMetadata> delivered = new HashMap<>();
    private final Set<TopicPartition> placed = new HashSet<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final ConsumerRebalanceListener places = new Places();
    private @Nullable Map<TopicPartition, Long> goal;
    private @Nullable Reason lastNotice;
    private @Nullable End end;
    private boolean loggedIn;
    private long loginRefusedSince;
    private boolean loginRefused;
    private boolean away;
    private long count;

    /**
     * Opens a subscription. Nothing is read before the first poll.
     *
     * @param feed where the dataset flows: {@link Feed#find}
     * @param clientConfig the department's Kafka client configuration as issued. {@code isolation.level},
     *     {@code enable.auto.commit}, the group and the deserializers are set here whatever it says; a group that is
     *     new starts at the beginning of the topic unless it says otherwise
     * @param notices told once, in words, of each thing that reading waits for
     */
    public static Subscription open(
            DatasetRef dataset,
            Feed feed,
            SubscriptionSettings settings,
            Properties clientConfig,
            CatalogueClient catalogue,
            Clock clock,
            Consumer<Reason> notices) {
        var registry = new SchemaRegistryClient(feed.registryUrl(), Duration.ofSeconds(10));
        return new Subscription(
                feed,
                settings,
                new KafkaConsumer<>(
                        consumerConfig(feed, settings, clientConfig),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()),
                new RecordDecoder(registry::schema),
                new Rights(dataset.toString(), () -> catalogue.access(dataset, null), settings, clock),
                notices);
    }

    private Subscription(
            Feed feed,
            SubscriptionSettings settings,
            KafkaConsumer<byte[], byte[]> kafka,
            RecordDecoder decoder,
            Rights rights,
            Consumer<Reason> notices) {
        this.feed = feed;
        this.settings = settings;
        this.kafka = kafka;
        this.reach = new Reach(kafka);
        this.decoder = decoder;
        this.rights = rights;
        this.notices = notices;
        kafka.subscribe(List.of(feed.topic()), places);
    }

    static Properties consumerConfig(Feed feed, SubscriptionSettings settings, Properties clientConfig) {
        var config = new Properties();
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, feed.kafkaBootstrapServers());
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.putAll(clientConfig);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, feed.groupPrefix() + settings.group());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        // Deserializers are given as objects: names in the configuration would only be reported as unused.
        config.remove(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG);
        config.remove(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
        return config;
    }

    /**
     * Waits for records, {@code timeout} at most. After an end every poll answers that end.
     *
     * @throws UndecodableRecordException if a record is not what it says; reading cannot go past it
     */
    public Polled poll(Duration timeout) {
        if (end == null && isStopped()) {
            end = new End.Stopped();
        }
        if (end == null && hasEnough()) {
            end = new End.EnoughRead();
        }
        if (end != null) {
            return new Polled.Ended(end);
        }
        try {
            return polled(timeout);
        } catch (WakeupException e) {
            return ended(new End.Stopped());
        } catch (TopicAuthorizationException e) {
            return refused("topic", feed.topic());
        } catch (GroupAuthorizationException e) {
            return refused("group", e.groupId());
        } catch (AuthenticationException e) {
            return loginRefused(e);
        }
    }

    /** Moves the group's place behind the records that {@link #poll} has given. A fault in this only repeats records. */
    public void commit() {
        if (delivered.isEmpty()) {
            return;
        }
        var reached = Map.copyOf(delivered);
        delivered.clear();
        commit(reached, kafka::commitSync);
    }

    private void commit(
            Map<TopicPartition, OffsetAndMetadata> reached, Consumer<Map<TopicPartition, OffsetAndMetadata>> sync) {
        try {
            sync.accept(reached);
            placed.addAll(reached.keySet());
        } catch (WakeupException e) {
            // Stopping: the wake-up is used up, so this time it goes through.
            commitLast(reached);
        } catch (CommitFailedException | RebalanceInProgressException | TimeoutException | AuthenticationException e) {
            ends.keySet().removeAll(reached.keySet());
            LOG.atWarn().addKeyValue("topic", feed.topic()).setCause(e).log("place not kept: records will come again");
        } catch (TopicAuthorizationException | GroupAuthorizationException e) {
            LOG.atDebug().addKeyValue("topic", feed.topic()).log("place not kept: Kafka refuses");
        }
    }

    /**
     * Gives each batch to {@code handler} and commits it when the handler returns, until the end.
     *
     * @throws E what the handler throws; its batch is not committed
     */
    public <E extends Exception> End run(RecordHandler<E> handler) throws E {
        while (true) {
            var polled = poll(Duration.ofMillis(500));
            if (polled instanceof Polled.Ended ended) {
                return ended.end();
            }
            var records = ((Polled.Records) polled).records();
            if (!records.isEmpty()) {
                handler.handle(records);
                commit();
            }
        }
    }

    /** Makes {@link #poll} and {@link #run} end soon with {@link End.Stopped}. From any thread. */
    public void stop() {
        stopping.countDown();
        kafka.wakeup();
    }

    /** How many records were given out. */
    public long count() {
        return count;
    }

    /** Leaves the group. Commits nothing. */
    @Override
    public void close() {
        try {
            kafka.close(CloseOptions.timeout(CLOSING));
        } catch (RuntimeException e) {
            LOG.atDebug().addKeyValue("topic", feed.topic()).setCause(e).log("leaving the group did not go well");
        }
    }

    private Polled polled(Duration timeout) {
        if (undecoded.isEmpty()) {
            kafka.poll(timeout).forEach(undecoded::add);
            loggedIn |= !kafka.assignment().isEmpty();
            loginRefused &= kafka.assignment().isEmpty();
            boolean lost = undecoded.isEmpty() && reach.isLost();
            if (lost && !away) {
                notices.accept(Reason.of("subscriber.kafka.waiting", "servers", feed.kafkaBootstrapServers()));
            }
            away = lost;
            if (away) {
                return nothing();
            }
        }
        if (settings.untilCaughtUp() && goal == null) {
            goal = endOfTopic();
        }
        var records = decoded(timeout);
        if (!records.isEmpty()) {
            rights.recordsCame();
            lastNotice = null;
            return new Polled.Records(records);
        }
        if (undecoded.isEmpty()) {
            commitEnds();
            if (isCaughtUp()) {
                return ended(new End.CaughtUp());
            }
        }
        // Also while records wait for the registry: they would be the last ones.
        return nothing();
    }

    private Polled nothing() {
        var gone = rights.nothingCame();
        return gone.isPresent() ? ended(gone.get()) : new Polled.Records(List.of());
    }

    private List<ReceivedRecord> decoded(Duration timeout) {
        var records = new ArrayList<ReceivedRecord>();
        while (!undecoded.isEmpty() && !hasEnough()) {
            var raw = undecoded.element();
            try {
                records.add(decoder.decode(raw));
            } catch (RegistryUnavailableException e) {
                if (records.isEmpty()) {
                    notice(Reason.of("subscriber.registry.waiting", "error", String.valueOf(e.getMessage())));
                    waitForRegistry(timeout);
                }
                break;
            } catch (UndecodableRecordException e) {
                if (records.isEmpty()) {
                    throw e;
                }
                break; // What is good before it is given out first.
            }
            undecoded.remove();
            count++;
            delivered.put(
                    new TopicPartition(raw.topic(), raw.partition()),
                    new OffsetAndMetadata(raw.offset() + 1, raw.leaderEpoch(), ""));
        }
        return records;
    }

    /** Stays in the group meanwhile: paused partitions give nothing. */
    private void waitForRegistry(Duration timeout) {
        var paused = kafka.assignment();
        kafka.pause(paused);
        try {
            kafka.poll(timeout).forEach(undecoded::add);
        } finally {
            var still = new HashSet<>(paused);
            still.retainAll(kafka.assignment());
            kafka.resume(still);
        }
    }

    private Polled refused(String what, String name) {
        var gone = rights.refused(what, name);
        if (gone.isPresent()) {
            return ended(gone.get());
        }
        rights.waiting().ifPresent(this::notice);
        return again();
    }

    private Polled loginRefused(AuthenticationException refusal) {
        if (!loggedIn) {
            throw refusal;
        }
        if (!loginRefused) {
            loginRefused = true;
            loginRefusedSince = System.nanoTime();
        } else if (System.nanoTime() - loginRefusedSince > settings.patience().toNanos()) {
            throw refusal;
        }
        var gone = rights.unheard();
        if (gone.isPresent()) {
            return ended(gone.get());
        }
        notice(Reason.of("subscriber.kafka.login-refused", "error", String.valueOf(refusal.getMessage())));
        return again();
    }

    /** As the member of its group that it was: another one would wait for this one's session to end. */
    private Polled again() {
        // A consumer whose topic is refused repeats its heartbeat thousands of times a second: none meanwhile.
        try {
            kafka.unsubscribe();
        } catch (AuthenticationException e) {
            LOG.atDebug().addKeyValue("topic", feed.topic()).log("the log-in is refused still");
        }
        if (isStoppedWithin(REFUSED_PAUSE)) {
            return ended(new End.Stopped());
        }
        kafka.subscribe(List.of(feed.topic()), places);
        return new Polled.Records(List.of());
    }

    private boolean isStoppedWithin(Duration time) {
        try {
            return stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private Polled ended(End why) {
        end = why;
        return new Polled.Ended(why);
    }

    private boolean hasEnough() {
        return settings.max().isPresent() && count >= settings.max().getAsLong();
    }

    private boolean isStopped() {
        return stopping.getCount() == 0;
    }

    private void notice(Reason reason) {
        if (!reason.equals(lastNotice)) {
            lastNotice = reason;
            notices.accept(reason);
        }
    }

    private void commitLast(Map<TopicPartition, OffsetAndMetadata> places) {
        try {
            kafka.commitSync(places, CLOSING);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("topic", feed.topic()).setCause(e).log("place not kept: records will come again");
        }
    }

    /** Null if Kafka does not say it in time. */
    private @Nullable Map<TopicPartition, Long> endOfTopic() {
        try {
            var partitions = kafka.partitionsFor(feed.topic(), BRIEFLY).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            return kafka.endOffsets(partitions, BRIEFLY);
        } catch (TimeoutException e) {
            return null;
        }
    }

    /** Where all that was given out is committed and no more is there: the place goes to the very end. */
    private void commitEnds() {
        if (!delivered.isEmpty()) {
            return;
        }
        var reached = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (var partition : kafka.assignment()) {
            if (kafka.currentLag(partition).orElse(-1) == 0) {
                long place = kafka.position(partition);
                if (!Long.valueOf(place).equals(ends.put(partition, place))) {
                    reached.put(partition, new OffsetAndMetadata(place));
                }
            }
        }
        if (!reached.isEmpty()) {
            commit(reached, offsets -> kafka.commitSync(offsets, BRIEFLY));
        }
    }

    private boolean isCaughtUp() {
        if (goal == null) {
            return false;
        }
        var mine = kafka.assignment();
        if (mine.isEmpty()) {
            // None yet, or all are other readers': what the group has committed says whether anything is left to read.
            return !settings.fromBeginning() && groupReached(goal);
        }
        for (var partition : mine) {
            if (kafka.position(partition) < goal.getOrDefault(partition, 0L)) {
                return false;
            }
        }
        return true;
    }

    private boolean groupReached(Map<TopicPartition, Long> wanted) {
        try {
            var committed = kafka.committed(wanted.keySet());
            return wanted.entrySet().stream().allMatch(end -> {
                @Nullable OffsetAndMetadata place = committed.get(end.getKey());
                return end.getValue() <= (place == null ? 0 : place.offset());
            });
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Follows which partitions are ours. Called inside poll. */
    private final class Places implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (settings.fromBeginning()) {
                // Until it has a place of this run, what the group keeps for a partition is an earlier run's.
                var unplaced = partitions.stream()
                        .filter(partition -> !placed.contains(partition))
                        .toList();
                if (!unplaced.isEmpty()) { // None would mean all.
                    kafka.seekToBeginning(unplaced);
                }
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            forget(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            forget(partitions);
        }

        /** Another reader of the group goes on from the last commit. */
        private void forget(Collection<TopicPartition> partitions) {
            delivered.keySet().removeAll(partitions);
            ends.keySet().removeAll(partitions);
            undecoded.removeIf(raw -> partitions.contains(new TopicPartition(raw.topic(), raw.partition())));
        }
    }
}
