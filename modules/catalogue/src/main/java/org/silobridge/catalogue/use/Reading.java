package org.silobridge.catalogue.use;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.silobridge.catalogue.kafka.KafkaOffsets.Partition;

/**
 * How far the groups of a department had got on a topic, and how far that is from where they were seen before.
 *
 * <p>A place that went forward counts by as much. One that is new counts from where its partition begins, for that is
 * where a group starts that is told nothing else. One that went back was set back by somebody, and counts nothing.
 *
 * @param places by group and partition; of groups that Kafka has forgotten, where they were seen last
 * @param moved by how many offsets they went forward in all
 * @param isRead whether any of them moved
 * @param behind how many offsets the furthest group is behind the end; the whole topic where there is no group
 */
record Reading(Map<String, Map<Integer, Long>> places, long moved, boolean isRead, long behind) {
    Reading {
        places = Map.copyOf(places);
    }

    static Reading of(
            List<Partition> topic, Map<String, Map<Integer, Long>> before, Map<String, Map<Integer, Long>> now) {
        long moved = 0;
        boolean isRead = false;
        for (var group : now.entrySet()) {
            var known = before.getOrDefault(group.getKey(), Map.of());
            for (var place : group.getValue().entrySet()) {
                if (place.getKey() >= topic.size()) {
                    continue;
                }
                long from = known.getOrDefault(
                        place.getKey(), topic.get(place.getKey()).begin());
                moved += Math.max(0, place.getValue() - from);
                isRead |= known.containsKey(place.getKey()) ? place.getValue() != from : place.getValue() > from;
            }
        }
        var all = new HashMap<>(before);
        now.forEach((group, places) -> all.merge(group, places, Reading::newer));
        long whole = behind(topic, Map.of());
        return new Reading(
                all,
                moved,
                isRead,
                all.values().stream()
                        .mapToLong(places -> behind(topic, places))
                        .min()
                        .orElse(whole));
    }

    private static Map<Integer, Long> newer(Map<Integer, Long> before, Map<Integer, Long> now) {
        var places = new TreeMap<>(before);
        places.putAll(now);
        return places;
    }

    private static long behind(List<Partition> topic, Map<Integer, Long> places) {
        long behind = 0;
        for (int i = 0; i < topic.size(); i++) {
            var partition = topic.get(i);
            behind += Math.max(0, partition.end() - Math.max(partition.begin(), places.getOrDefault(i, 0L)));
        }
        return behind;
    }
}
