package org.silobridge.contract.sample;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.DuplicateKeys;
import org.silobridge.contract.rule.DivisionCodeAt;
import org.silobridge.contract.rule.Required;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/**
 * Rows that keep a contract, made up from nothing but the contract; and a share that breaks it, each in one way that is
 * known. Keys never occur twice, unless that is the fault (or the pattern of a key field matches a text in two ways). The same plan gives the same rows on every machine, one
 * after the other, in memory that does not depend on how many there are.
 */
public final class ContractSample {
    /** How often the other fields are drawn anew for a key before the next key is tried. */
    private static final int TRIES_PER_KEY = 64;

    private static final int TRIES_PER_VALUE = 1_000;
    private static final int TRIES_PER_ROW = 20_000;
    private static final int TRIES_PER_FAULT = 1_000;
    /** So many rows are made by chance to see what they break. */
    private static final int ROWS_TRIED = 2_000;

    /** A value may be left out in one of so many rows. */
    private static final int NULL_EVERY = 8;
    /** How many values a field has at least in a key of several, before it gets more. */
    private static final long KEY_VALUES = 1_000;

    private final Contract contract;
    private final RowCheck check;
    private final List<Values> values;
    private final List<FieldFault> fieldFaults;
    private final List<RowFault> rowFaults;

    private ContractSample(
            Contract contract,
            RowCheck check,
            List<Values> values,
            List<FieldFault> fieldFaults,
            List<RowFault> rowFaults) {
        this.contract = contract;
        this.check = check;
        this.values = values;
        this.fieldFaults = fieldFaults;
        this.rowFaults = rowFaults;
    }

    /**
     * A way in which what holds between fields is broken, and nothing else.
     *
     * @param field its value is replaced by one of {@code codes}, where there are any
     */
    private record RowFault(IntendedFault intended, int field, List<String> codes) {}

    /**
     * How many rows to make.
     *
     * @param invalidShare which part of them breaks the contract, 0 to 1
     */
    public record Plan(long seed, long rows, double invalidShare) {
        public Plan {
            if (rows < 0) {
                throw new IllegalArgumentException("rows must not be negative: " + rows);
            }
            if (!(invalidShare >= 0 && invalidShare <= 1)) {
                throw new IllegalArgumentException("invalidShare is not between 0 and 1: " + invalidShare);
            }
        }

        long invalid() {
            return Math.round(rows * invalidShare);
        }
    }

    /**
     * Gets ready to make rows of a contract.
     *
     * @param check what rows must keep on top of the rules of their fields
     * @return refused with every field that no value could be found for
     */
    public static Outcome<ContractSample> of(Contract contract, RowCheck check) {
        var values = contract.fields().stream().map(FieldValues::of).toList();
        var missing = new ArrayList<Violation>();
        var faults = new ArrayList<FieldFault>();
        for (int i = 0; i < values.size(); i++) {
            var field = contract.fields().get(i);
            if (drawn(field, values.get(i), new SplittableRandom(i)) == null) {
                missing.add(new Violation("fields." + field.name(), null, Reason.of("contract.sample.no-value")));
            } else {
                faults.addAll(FieldFault.of(field, i, values.get(i)));
            }
        }
        if (!missing.isEmpty()) {
            return Outcome.invalid(Reason.of("contract.sample.impossible", "contract", contract.reference()), missing);
        }
        var bare = new ContractSample(contract, check, values, faults, List.of());
        var rowFaults = bare.new Rows(new Plan(0, 0, 0)).rowFaults();
        return Outcome.ok(new ContractSample(contract, check, values, faults, rowFaults));
    }

    /** The faults that its rows have in turn, when some are to be invalid. */
    public List<IntendedFault> faults() {
        var all = new ArrayList<IntendedFault>();
        fieldFaults.forEach(fault -> all.add(new IntendedFault(fault.field().name(), fault.code())));
        rowFaults.forEach(fault -> all.add(fault.intended()));
        if (contract.duplicateKeys() == DuplicateKeys.ERROR) {
            all.add(duplicateKey());
        }
        return all.stream().distinct().toList();
    }

    private IntendedFault duplicateKey() {
        return new IntendedFault(String.join(", ", contract.key()), "contract.rule.duplicate-key");
    }

    /**
     * The rows of a plan, in order; exactly the planned share of them breaks the contract, every fault in its turn.
     *
     * @throws RefusedException while they are made, if the contract has fewer keys than that, or its checks so rarely
     *     hold that no good row is found
     */
    public Iterator<SampleRow> rows(Plan plan) {
        return new Rows(plan);
    }

    private static @Nullable Object drawn(ContractField field, Values from, SplittableRandom random) {
        for (int i = 0; i < TRIES_PER_VALUE && from.size() > 0; i++) {
            var value = from.at(random.nextLong(from.size()));
            if (FieldValues.areGood(from) || FieldValues.isGood(field, value)) {
                return value;
            }
        }
        return null;
    }

    private final class Rows implements Iterator<SampleRow> {
        private final Plan plan;
        private final SplittableRandom random;
        private final int[] keyFields;
        private final Values[] keyValues;
        private final boolean[] isKey;
        private final boolean[] mayBeNull;
        private final long keys;
        private final int kinds;
        private final Scatter scatter;
        private final @Nullable Object[] row;
        private final @Nullable Object[] lastGoodKey;
        private final List<Violation> found = new ArrayList<>();
        private final List<Violation> flags = new ArrayList<>();
        private long keysTried;
        private long made;
        private long goodMade;
        private long invalidMade;
        private int turn;

        Rows(Plan plan) {
            this.plan = plan;
            this.random = new SplittableRandom(plan.seed());
            int fields = contract.fields().size();
            this.row = new @Nullable Object[fields];
            this.isKey = new boolean[fields];
            this.mayBeNull = new boolean[fields];
            for (int i = 0; i < fields; i++) {
                mayBeNull[i] = contract.fields().get(i).rules().stream().noneMatch(Required.class::isInstance);
            }
            this.keyFields = contract.keyFields().stream()
                    .mapToInt(contract.fields()::indexOf)
                    .toArray();
            for (int field : keyFields) {
                isKey[field] = true;
            }
            this.keyValues = keyValues();
            this.keys = product(keyValues);
            this.kinds =
                    fieldFaults.size() + rowFaults.size() + (contract.duplicateKeys() == DuplicateKeys.ERROR ? 1 : 0);
            this.scatter = new Scatter(keys, plan.seed());
            this.lastGoodKey = new @Nullable Object[keyFields.length];
        }

        /** In a key of several fields each has few values, as stations and days have, if that is enough. */
        private Values[] keyValues() {
            var all = new Values[keyFields.length];
            for (long most = keyFields.length == 1 ? Values.MANY : KEY_VALUES; ; most = Values.times(most, 2)) {
                for (int i = 0; i < all.length; i++) {
                    all[i] = values.get(keyFields[i]).thinned(most);
                }
                if (most == Values.MANY || product(all) / 16 > plan.rows()) {
                    return all;
                }
            }
        }

        private long product(Values[] factors) {
            long product = 1;
            for (var factor : factors) {
                product = Values.times(product, factor.size());
            }
            return product;
        }

        @Override
        public boolean hasNext() {
            return made < plan.rows();
        }

        @Override
        public SampleRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Optional<IntendedFault> fault = isInvalidNext() ? Optional.of(faulty()) : Optional.empty();
            if (fault.isEmpty()) {
                good();
                goodMade++;
                for (int i = 0; i < keyFields.length; i++) {
                    lastGoodKey[i] = row[keyFields[i]];
                }
            }
            made++;
            return new SampleRow(made, java.util.Arrays.asList(row), fault);
        }

        /** So that exactly the planned number comes, anywhere among the rows. */
        private boolean isInvalidNext() {
            long left = plan.invalid() - invalidMade;
            boolean invalid = left > 0 && random.nextLong(plan.rows() - made) < left;
            invalidMade += invalid ? 1 : 0;
            return invalid;
        }

        /** A good row with a key that no row had; where none is good without a flag, one with flags. */
        private void good() {
            for (int tries = 0; tries < TRIES_PER_ROW; tries++) {
                if (!nextKey()) {
                    continue;
                }
                @Nullable Object[] flagged = null;
                for (int i = 0; i < TRIES_PER_KEY; i++, tries++) {
                    others();
                    check();
                    if (found.isEmpty() && flags.isEmpty()) {
                        return;
                    }
                    flagged = found.isEmpty() && flagged == null ? row.clone() : flagged;
                }
                if (flagged != null) {
                    System.arraycopy(flagged, 0, row, 0, row.length);
                    return;
                }
            }
            throw refused(Reason.of("contract.sample.no-row", "contract", contract.reference()));
        }

        private void check() {
            found.clear();
            flags.clear();
            check.check(row, found::add, flags::add);
        }

        /** What rows made by chance break, alone, of what has to hold between their fields. */
        List<RowFault> rowFaults() {
            var faults = new LinkedHashSet<RowFault>();
            for (int i = 0; i < ROWS_TRIED && keysTried < keys; i++) {
                if (nextKey()) {
                    others();
                    rowFault().ifPresent(fault -> faults.add(new RowFault(fault, 0, List.of())));
                }
            }
            for (int i = 0; i < row.length; i++) {
                var field = contract.fields().get(i);
                for (var rule : field.rules()) {
                    if (rule instanceof DivisionCodeAt code) {
                        var fault = new RowFault(
                                new IntendedFault(field.name(), "contract.rule.division-code-withdrawn"),
                                i,
                                FieldFault.withdrawn(code.levels()));
                        if (!fault.codes().isEmpty() && has(fault)) {
                            faults.add(fault);
                        }
                    }
                }
            }
            return List.copyOf(faults);
        }

        private Optional<IntendedFault> rowFault() {
            check();
            return found.size() == 1
                    ? Optional.of(new IntendedFault(
                            found.get(0).path(), found.get(0).reason().code()))
                    : Optional.empty();
        }

        /** Whether rows were made until one had this fault, and it alone. */
        private boolean has(RowFault fault) {
            for (int tries = 0; tries < TRIES_PER_ROW && keysTried < keys; ) {
                boolean goodKey = nextKey();
                for (int i = 0; i < TRIES_PER_KEY; i++, tries++) {
                    others();
                    if (!fault.codes().isEmpty()) {
                        row[fault.field()] =
                                fault.codes().get(random.nextInt(fault.codes().size()));
                    }
                    if (goodKey && rowFault().filter(fault.intended()::equals).isPresent()) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** Whether the next key keeps the rules of its fields. */
        private boolean nextKey() {
            if (keysTried == keys) {
                throw refused(Reason.of(
                        "contract.sample.too-few-keys",
                        "contract",
                        contract.reference(),
                        "rows",
                        plan.rows(),
                        "keys",
                        made));
            }
            long index = scatter.at(keysTried++);
            boolean good = true;
            for (int i = 0; i < keyFields.length; i++) {
                var value = keyValues[i].at(index % keyValues[i].size());
                index /= keyValues[i].size();
                row[keyFields[i]] = value;
                good &= FieldValues.isGood(contract.fields().get(keyFields[i]), value);
            }
            return good;
        }

        private void others() {
            for (int i = 0; i < row.length; i++) {
                if (!isKey[i]) {
                    row[i] = mayBeNull[i] && random.nextInt(NULL_EVERY) == 0
                            ? null
                            : drawn(contract.fields().get(i), values.get(i), random);
                }
            }
        }

        /** A row with one fault: the next in turn that can be had alone. */
        private IntendedFault faulty() {
            for (int tries = 0; tries < TRIES_PER_FAULT && kinds > 0; tries++) {
                int kind = turn++ % kinds;
                if (kind < fieldFaults.size()) {
                    var fault = fieldFaults.get(kind);
                    var spoilt = fault.in(values.get(fault.index()), random);
                    if (spoilt != null) {
                        good();
                        row[fault.index()] = spoilt.value();
                        return new IntendedFault(fault.field().name(), fault.code());
                    }
                } else if (kind < fieldFaults.size() + rowFaults.size()) {
                    var fault = rowFaults.get(kind - fieldFaults.size());
                    if (has(fault)) {
                        return fault.intended();
                    }
                } else if (goodMade > 0) {
                    good();
                    for (int i = 0; i < keyFields.length; i++) {
                        row[keyFields[i]] = lastGoodKey[i];
                    }
                    check();
                    if (found.isEmpty()) {
                        return duplicateKey();
                    }
                }
            }
            throw refused(Reason.of("contract.sample.no-fault", "contract", contract.reference()));
        }

        private RefusedException refused(Reason reason) {
            return new RefusedException(new Refusal(Refusal.Kind.INVALID, reason, List.of()));
        }
    }
}
