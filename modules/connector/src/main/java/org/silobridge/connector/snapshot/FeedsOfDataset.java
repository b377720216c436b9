package org.silobridge.connector.snapshot;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.silobridge.connector.position.CommittedPositions;
import org.silobridge.connector.position.PositionRecord;
import org.silobridge.connector.position.PublishedTo;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Slug;

/** Whether connectors get on with each other: a snapshot takes away what it has not, also what another one published. */
public final class FeedsOfDataset {
    private FeedsOfDataset() {}

    /**
     * Why a connector may not publish to a dataset; nothing if it may.
     *
     * @param snapshots whether it publishes snapshots
     * @param replaces connectors that run no more
     */
    public static Optional<Refusal> refusal(
            Slug connector, boolean snapshots, Set<Slug> replaces, CommittedPositions.All positions, PublishedTo to) {
        var otherwise = positions.own().values().stream()
                .filter(record -> record.position().ofSnapshot() != snapshots)
                .findFirst();
        if (otherwise.isPresent()) {
            return Optional.of(Refusal.of(
                    Refusal.Kind.CONFLICT,
                    Reason.of(
                            snapshots ? "connector.snapshot.was-none" : "connector.snapshot.was-one",
                            "connector",
                            connector,
                            "part",
                            otherwise.get().position().part())));
        }
        return positions.others().entrySet().stream()
                .filter(other ->
                        replaces.stream().noneMatch(slug -> slug.value().equals(other.getKey())))
                .filter(other -> feeds(other.getValue(), to, !snapshots))
                .map(Map.Entry::getKey)
                .findFirst()
                .map(other -> Refusal.of(
                        Refusal.Kind.CONFLICT,
                        Reason.of(
                                snapshots ? "connector.snapshot.not-alone" : "connector.snapshot.other-is-one",
                                "connector",
                                connector,
                                "other",
                                other,
                                "dataset",
                                to.dataset())));
    }

    private static boolean feeds(Collection<PositionRecord> records, PublishedTo to, boolean onlySnapshots) {
        return records.stream()
                .anyMatch(record -> record.to().equals(to)
                        && (!onlySnapshots || record.position().ofSnapshot()));
    }
}
