package org.silobridge.connector.row;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/** A fixed set of texts that is looked up by their UTF-8. Immutable. */
final class Words {
    /** A power of two with room: the numbers of words plus one, by hash; 0 is free. */
    private final int[] places;

    private final byte[][] words;

    Words(Collection<String> texts) {
        this.words = texts.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.places = new int[Integer.highestOneBit(Math.max(1, words.length) * 4)];
        for (int i = 0; i < words.length; i++) {
            int place = hash(words[i], 0, words[i].length) & (places.length - 1);
            while (places[place] != 0) {
                place = (place + 1) & (places.length - 1);
            }
            places[place] = i + 1;
        }
    }

    boolean isEmpty() {
        return words.length == 0;
    }

    /** Which word {@code [from, to)} is, in the order given; -1 for none. */
    int indexOf(byte[] bytes, int from, int to) {
        int place = hash(bytes, from, to) & (places.length - 1);
        while (places[place] != 0) {
            int index = places[place] - 1;
            if (Arrays.equals(words[index], 0, words[index].length, bytes, from, to)) {
                return index;
            }
            place = (place + 1) & (places.length - 1);
        }
        return -1;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = to - from;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ (hash >>> 15);
    }
}
