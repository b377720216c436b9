package org.silobridge.catalogue.enforcement;

import java.time.Duration;
import java.util.Optional;
import org.silobridge.catalogue.contract.PublishedVersion;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.RecordKind;

/**
 * What a contract says about the topics of its datasets.
 *
 * @param retention empty: for ever
 * @param compacted whether the last record of a key holds
 */
public record TopicShape(int partitions, Optional<Duration> retention, boolean compacted) {

    /**
     * The shape that a published version prescribes.
     *
     * @throws org.silobridge.model.RefusedException if this version of the service cannot read it any more
     */
    public static TopicShape of(PublishedVersion version) {
        var contract = ContractReader.read(version.name() + ".yaml", version.yaml(), version.avsc())
                .orThrow();
        return new TopicShape(
                contract.partitions(), contract.retention().bound(), contract.records() == RecordKind.STATE);
    }
}
