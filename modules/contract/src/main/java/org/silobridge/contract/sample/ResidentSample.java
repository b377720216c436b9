package org.silobridge.contract.sample;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.division.DivisionLevel;
import org.silobridge.contract.division.Divisions;
import org.silobridge.model.DivisionCode;

/**
 * A resident register the way a department exports it: Chinese headers, values as people write them, and a share of
 * rows that break the contract. Divisions and check digits are real; the people are not: all are born from 1880 to
 * 1900, and names are put together by chance.
 *
 * <p>The same plan gives the same rows on every machine.
 *
 * @param rows how many, without the header
 * @param invalidShare which part of the rows breaks the contract, 0 to 1; every {@link Fault} has its turn
 * @param home the province that most people are registered in
 * @param homeShare which part of the people that is, 0 to 1
 */
public record ResidentSample(long seed, int rows, double invalidShare, DivisionCode home, double homeShare) {
    /**
     * The name of two people in every sample: one whose row is good, and one whose row is not. Names are withheld, so
     * wherever this text turns up outside the source file and its owner's department, something leaks.
     */
    public static final String CANARY_NAME = "金丝雀不可外泄";

    /** What such exports are encoded in. */
    public static final Charset ENCODING = Charset.forName("GB18030");

    /** Row numbers of the two canaries, from 0. */
    static final int GOOD_CANARY = 3;

    static final int FAULTY_CANARY = 5;

    public ResidentSample {
        if (rows < 10) {
            throw new IllegalArgumentException("rows must be 10 or more: " + rows);
        }
        share("invalidShare", invalidShare);
        share("homeShare", homeShare);
        if (home.digits().length() != 2) {
            throw new IllegalArgumentException("home is not a province: " + home);
        }
    }

    /** Writes the header and the rows as CSV, with CRLF after each, as spreadsheet programs do. */
    public void writeTo(Appendable out) throws IOException {
        out.append(String.join(",", SyntheticResident.HEADER)).append("\r\n");
        for (var resident : residents()) {
            out.append(resident.csv()).append("\r\n");
        }
    }

    List<SyntheticResident> residents() {
        var random = new Random(seed);
        var faults = faults(random);
        var counties = Divisions.standard().inForce(DivisionLevel.COUNTY);
        var homeCounties =
                counties.stream().filter(c -> c.startsWith(home.digits())).toList();
        var elsewhere =
                counties.stream().filter(c -> !c.startsWith(home.digits())).toList();
        Set<String> taken = new HashSet<>();
        var residents = new ArrayList<SyntheticResident>(rows);
        while (residents.size() < rows) {
            boolean isHome = random.nextInt(1_000_000) < homeShare * 1_000_000;
            var resident = SyntheticResident.random(random, isHome ? homeCounties : elsewhere);
            if (taken.add(resident.residentId())) {
                int row = residents.size();
                var named = row == GOOD_CANARY || row == FAULTY_CANARY ? resident.named(CANARY_NAME) : resident;
                var fault = faults.get(row);
                residents.add(fault == null ? named : fault.in(named, random));
            }
        }
        return residents;
    }

    /** For each row its fault, or null: exactly the share that was asked for, each fault as often as the next. */
    private List<@Nullable Fault> faults(Random random) {
        int invalid = (int) Math.round(rows * invalidShare);
        var faults = new ArrayList<@Nullable Fault>(Collections.nCopies(rows, null));
        var candidates = new ArrayList<>(IntStream.range(0, rows)
                .filter(row -> row != GOOD_CANARY && row != FAULTY_CANARY)
                .boxed()
                .toList());
        Collections.shuffle(candidates, random);
        candidates.add(0, FAULTY_CANARY);
        var turns = List.of(Fault.values());
        for (int i = 0; i < Math.min(invalid, candidates.size()); i++) {
            faults.set(candidates.get(i), turns.get(i % turns.size()));
        }
        return faults;
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is not between 0 and 1: " + value);
        }
    }
}
