package org.silobridge.cli.soak.publish;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;

/** A register of penalties as its department keeps it, and what of its history must come out of a connector. */
final class Register {
    private static final int ONE_IS_BAD_IN = 20;

    private final Penalties penalties;
    private final String part;
    private final Random chance;
    private final List<Row> rows = new ArrayList<>();
    /** Numbers of the decisions that stand. */
    private final List<Integer> standing = new ArrayList<>();

    private final Map<String, Integer> deletions = new HashMap<>();
    private long versions;
    private int decisions;

    /** @param part of the source, as positions name it */
    Register(Penalties penalties, String part, Random chance) {
        this.penalties = penalties;
        this.part = part;
        this.chance = chance;
    }

    /**
     * Decides something new, or changes what stands; now and then to what breaks the contract.
     *
     * @param passable see {@link Row}
     * @param which of the decisions' numbers may be used
     * @return the row as it now stands, by column
     */
    Map<String, String> write(boolean passable, IntPredicate which) {
        var known = standing.stream().filter(which::test).toList();
        int number;
        if (known.isEmpty() || chance.nextInt(4) == 0) {
            do {
                number = ++decisions;
            } while (!which.test(number));
            standing.add(number);
        } else {
            number = known.get(chance.nextInt(known.size()));
        }
        boolean bad = chance.nextInt(ONE_IS_BAD_IN) == 0;
        var decision = decision(number);
        versions++;
        var row = Row.of(
                Penalties.id(versions), penalties.key(decision), part, bad ? Row.Fate.QUARANTINED : Row.Fate.PUBLISHED);
        rows.add(passable ? row.asPassable() : row);
        return penalties.version(decision, versions, bad);
    }

    /**
     * Takes back a decision that stands; there must be one.
     *
     * @return its number, as in the register
     */
    String withdraw(boolean passable) {
        var decision = decision(standing.remove(chance.nextInt(standing.size())));
        var key = penalties.key(decision);
        var row = Row.deletion(key, deletions.merge(key, 1, Integer::sum), part);
        rows.add(passable ? row.asPassable() : row);
        return decision;
    }

    int standing() {
        return standing.size();
    }

    private static String decision(int number) {
        return String.format(Locale.ROOT, "京罚〔2024〕%06d", number);
    }

    List<Row> rows() {
        return rows;
    }
}
