package org.silobridge.model;

import java.util.List;

/**
 * Every name that an exchange uses on a Kafka cluster. All start with the exchange's prefix, so that Silobridge can
 * live on a shared cluster and touch nothing else there.
 *
 * @param prefix the exchange prefix, a slug without a hyphen, for example {@code sb}
 */
public record KafkaNames(String prefix) {
    /** Second segments of topic names that are not databases; no database may have such a slug. */
    public static final List<String> RESERVED = List.of("quarantine", "positions");

    public KafkaNames {
        if (!Slug.isValid(prefix) || prefix.indexOf('-') >= 0) {
            throw new IllegalArgumentException("not an exchange prefix (a-z, 0-9): \"" + prefix + "\"");
        }
    }

    /** {@code <prefix>.<database>.<contract>.<owner>.v<major>}. */
    public String datasetTopic(DatasetName dataset, int major) {
        return prefix + "." + dataset.contract().database() + "."
                + dataset.contract().name() + "." + dataset.owner() + ".v" + major;
    }

    /** The registry subject of a dataset's values (Confluent's TopicNameStrategy). */
    public String subject(DatasetName dataset, int major) {
        return datasetTopic(dataset, major) + "-value";
    }

    /** The private topic of records of this department that broke their contract. */
    public String quarantineTopic(Slug department) {
        return prefix + ".quarantine." + department;
    }

    /** The private compacted topic of this department's source positions, keyed by connector. */
    public String positionsTopic(Slug department) {
        return prefix + ".positions." + department;
    }

    /** The Kafka user of a department. */
    public String principal(DepartmentId department) {
        return prefix + "." + department;
    }

    /** The Kafka user of a department's log-in; number 1 is {@link #principal}, the one that it begins with. */
    public String login(DepartmentId department, int number) {
        return number == 1 ? principal(department) : principal(department) + "." + number;
    }

    /** What the department's consumer groups start with. */
    public String groupPrefix(DepartmentId department) {
        return prefix + "." + department + ".";
    }

    /** What the department's transactional ids start with. */
    public String transactionalIdPrefix(DepartmentId department) {
        return prefix + "." + department + ".";
    }
}
