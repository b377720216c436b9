package org.silobridge.connector.row;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.source.Utf8Row;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.RowRules;
import org.silobridge.contract.wire.ConfluentFraming;
import org.silobridge.contract.wire.RecordKey;

/**
 * The straight way from a row's bytes to the wire: contract and mapping compiled once into one step for each field,
 * which finds its bytes, reads and checks them and writes Avro into a buffer that is used again. It only knows good
 * rows: of any other it says that it does not know, and the simple way over values finds out what is wrong. Where both
 * answer they give the same bytes.
 *
 * <p>Open fields are written first; those that are withheld are read and checked after them, each group by itself, and
 * what they wrote is dropped. For one thread.
 */
final class StraightEncoder {
    /** What makes one field. */
    private static final class Step {
        private final int index;
        private final ContractField field;
        private final CompiledMapping mapping;
        private final @Nullable FieldText text;
        private final @Nullable FieldCoder coder;
        private final RowEncoder simple;
        private final boolean required;
        private final int nullBranch;
        private boolean straight;

        Step(int index, ContractField field, CompiledMapping mapping, RowEncoder simple) {
            this.index = index;
            this.field = field;
            this.mapping = mapping;
            this.simple = simple;
            this.required = Rules.isRequired(field);
            this.nullBranch = RowEncoder.nullBranch(field);
            var mapped = mapping.of(field);
            var found = mapped == null ? null : FieldCoder.of(field, mapped);
            this.coder = found;
            this.text = mapped == null || found == null
                    ? null
                    : new FieldText(mapped, mapping.columns(), !(found instanceof EnumCoder));
        }

        boolean write(Utf8Row row, ReusedBytes out) {
            int before = out.length();
            straight = writeStraight(row, out);
            if (straight) {
                return true;
            }
            out.shorten(before);
            return writeSimply(row, out);
        }

        private boolean writeStraight(Utf8Row row, ReusedBytes out) {
            var from = text;
            var into = coder;
            if (from == null || into == null) {
                return false;
            }
            return switch (from.find(row)) {
                case NOTHING -> writeNothing(out);
                case UNSURE -> false;
                case TEXT -> {
                    if (nullBranch >= 0) {
                        out.writeVariable(1L - nullBranch);
                    }
                    yield from.from() < from.to() && into.write(from.bytes(), from.from(), from.to(), out);
                }
            };
        }

        private boolean writeNothing(ReusedBytes out) {
            if (required || nullBranch < 0) {
                return false;
            }
            out.writeVariable(nullBranch);
            return true;
        }

        private boolean writeSimply(Utf8Row row, ReusedBytes out) {
            var found = mapping.text(row, index);
            if (found == null) {
                return writeNothing(out);
            }
            var value = mapping.good(index, found);
            if (value == null) {
                return false;
            }
            simple.write(field, value, out);
            return true;
        }

        boolean writeKey(Utf8Row row, RecordKey canonical, ReusedBytes key) {
            var wrote = coder;
            if (straight && wrote != null && wrote.writeKey(key)) {
                return true;
            }
            var found = mapping.text(row, index);
            var value = found == null ? null : mapping.good(index, found);
            if (value == null) {
                return false;
            }
            key.write(RowPipeline.canonical(canonical.clear(), field, value).utf8());
            return true;
        }
    }

    private final Step[] open;
    private final Step[] withheld;
    private final Step[] keys;
    private final byte[] header = new byte[ConfluentFraming.HEADER_LENGTH];
    private final ReusedBytes value = new ReusedBytes(1024);
    private final ReusedBytes key = new ReusedBytes(64);
    private final ReusedBytes dropped = new ReusedBytes(256);
    private final RecordKey canonical = new RecordKey();

    StraightEncoder(Contract contract, CompiledMapping mapping, int schemaId, RowEncoder simple) {
        ConfluentFraming.writeHeader(schemaId, header);
        var fields = contract.fields();
        var steps = new Step[fields.size()];
        Arrays.setAll(steps, i -> new Step(i, fields.get(i), mapping, simple));
        this.open = of(steps, contract, contract.openFields());
        this.withheld = of(steps, contract, contract.withheldFields());
        this.keys = of(steps, contract, contract.keyFields());
    }

    private static Step[] of(Step[] steps, Contract contract, List<ContractField> fields) {
        return fields.stream()
                .map(field -> steps[contract.fields().indexOf(field)])
                .toArray(Step[]::new);
    }

    /**
     * Whether each field of the contract can be decided on by itself. What holds between fields needs their values: then
     * all rows go the simple way.
     */
    static boolean admits(Contract contract) {
        return contract.checks().isEmpty() && RowRules.of(contract).isEmpty();
    }

    /** Whether the row is good; then {@link #key} and {@link #value} have it. If not, nothing is known of it. */
    boolean encode(Utf8Row row) {
        value.clear();
        value.write(header);
        for (var step : open) {
            if (!step.write(row, value)) {
                return false;
            }
        }
        dropped.clear();
        for (var step : withheld) {
            if (!step.write(row, dropped)) {
                return false;
            }
        }
        key.clear();
        for (int i = 0; i < keys.length; i++) {
            if (i > 0) {
                key.write('|');
            }
            if (!keys[i].writeKey(row, canonical, key)) {
                return false;
            }
        }
        return true;
    }

    /** The canonical key, in a new array. */
    byte[] key() {
        return key.copy();
    }

    /** The value on the wire, in a new array. */
    byte[] value() {
        return value.copy();
    }
}
