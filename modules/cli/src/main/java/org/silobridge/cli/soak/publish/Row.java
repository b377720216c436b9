package org.silobridge.cli.soak.publish;

/**
 * A row or change that a connector was given, as it must come out.
 *
 * @param id what it is told by from all other rows of its feed
 * @param key of its record
 * @param part the part of the source that it is in, as positions name it
 * @param passable whether it may never be seen because a later row of its key took its place before the connector looked
 */
record Row(String id, String key, String part, Fate fate, boolean passable) {
    /** What has to become of it, once. */
    enum Fate {
        PUBLISHED,
        /** Published with no value. */
        DELETED,
        QUARANTINED,
        /** One of published and quarantined: what the row is worth is not the question here. */
        EITHER
    }

    static Row of(String id, String key, String part, Fate fate) {
        return new Row(id, key, part, fate, false);
    }

    /** The {@code number}-th row that deletes what has the key, counted from 1: records without a value are told by nothing else. */
    static Row deletion(String key, int number, String part) {
        return of(deletionId(key, number), key, part, Fate.DELETED);
    }

    static String deletionId(String key, int number) {
        return key + ", deletion " + number;
    }

    Row asPassable() {
        return new Row(id, key, part, fate, true);
    }
}
