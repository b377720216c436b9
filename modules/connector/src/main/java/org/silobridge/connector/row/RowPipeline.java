package org.silobridge.connector.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.checks.RowChecks;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.connector.source.Utf8Row;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.DuplicateKeys;
import org.silobridge.contract.identifier.CheckDigits;
import org.silobridge.contract.rule.CheckDigit;
import org.silobridge.contract.wire.PseudonymKey;
import org.silobridge.contract.wire.RecordKey;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/**
 * Decides about each row: good, then {@link #key} and {@link #value} are what goes on the wire; or bad, then {@link
 * #faults} is everything that is wrong with it. For one thread.
 */
public final class RowPipeline {
    /** Larger records are refused by Kafka (1 MiB with its batch around it, unless a cluster allows more). */
    public static final int MAX_RECORD_BYTES = 1_000_000;

    private static final byte[] NONE = {};

    private record KeyField(int index, ContractField field) {}

    private final Contract contract;
    private final CompiledMapping mapping;
    private final RowEncoder encoder;
    private final @Nullable StraightEncoder straight;
    private final List<KeyField> keyFields;
    private final boolean keysOnce;
    private final boolean pseudonymous;
    private final SeenKeys seen = new SeenKeys();
    private final RecordKey canonical = new RecordKey();
    private final RowChecks checks;
    private final List<Violation> faults = new ArrayList<>();
    private final List<Violation> flags = new ArrayList<>();
    private Optional<PseudonymKey> pseudonyms;
    private String part = "";
    /** Of the part, where it was read from. */
    private long firstLine;

    private byte[] key = NONE;
    private byte @Nullable [] value = NONE;

    /** Without {@code pseudonyms}, while there is no lease, it judges rows and its keys must not be sent. */
    public RowPipeline(Contract contract, CompiledMapping mapping, int schemaId, Optional<PseudonymKey> pseudonyms) {
        this(contract, mapping, schemaId, pseudonyms, contract.duplicateKeys() == DuplicateKeys.ERROR);
    }

    /** With {@code keysOnce} it sees to it that no key repeats in a part; without, somebody else does where that matters. */
    public RowPipeline(
            Contract contract,
            CompiledMapping mapping,
            int schemaId,
            Optional<PseudonymKey> pseudonyms,
            boolean keysOnce) {
        this.contract = contract;
        this.mapping = mapping;
        this.encoder = new RowEncoder(contract, schemaId);
        this.straight =
                StraightEncoder.admits(contract) ? new StraightEncoder(contract, mapping, schemaId, encoder) : null;
        this.keyFields = contract.keyFields().stream()
                .map(field -> new KeyField(contract.fields().indexOf(field), field))
                .toList();
        this.pseudonymous = contract.hasPseudonymousKey();
        this.keysOnce = keysOnce;
        this.pseudonyms = pseudonyms;
        this.checks = RowChecks.of(contract);
    }

    private static @Nullable CheckDigits identifier(ContractField field) {
        return field.rules().stream()
                .filter(CheckDigit.class::isInstance)
                .map(rule -> ((CheckDigit) rule).identifier())
                .findFirst()
                .orElse(null);
    }

    /** Goes on with a renewed lease. */
    public void renew(PseudonymKey pseudonymKey) {
        pseudonyms = Optional.of(pseudonymKey);
    }

    /** Takes notice of a row that an earlier run committed: its key counts as seen. */
    public void replay(SourceRow row) {
        if (keysOnce) {
            judge(row);
        }
    }

    /** Whether the row is good. */
    public boolean accept(SourceRow row) {
        if (!judge(row)) {
            return false;
        }
        key = published(key);
        return true;
    }

    private byte[] published(byte[] canonicalKey) {
        return pseudonymous && pseudonyms.isPresent() ? pseudonyms.get().pseudonym(canonicalKey) : canonicalKey;
    }

    /** The record key of a row that is bad, as far as it can be told: where nothing is wrong with its key fields. */
    public Optional<byte[]> keyOfBad(SourceRow row) {
        if (row.fault().isPresent()) {
            return Optional.empty();
        }
        var wrong = new ArrayList<Violation>(0);
        var values = mapping.readKey(row, wrong::add);
        return wrong.isEmpty() ? Optional.of(published(key(values))) : Optional.empty();
    }

    private boolean judge(SourceRow row) {
        faults.clear();
        flags.clear();
        // A part may also be read once more, as where a pushed request comes again that had been forgotten.
        if (!row.part().equals(part) || row.line() == firstLine) {
            part = row.part();
            firstLine = row.line();
            seen.clear();
        }
        var fault = row.fault();
        if (fault.isPresent()) {
            faults.add(new Violation("row", null, fault.get()));
            return false;
        }
        if (row.deletes()) {
            return judgeDeletion(row);
        }
        if (straight != null && row instanceof Utf8Row utf8 && utf8.isUtf8() && straight.encode(utf8)) {
            key = straight.key();
            return fits(straight.value()) && isFirst(row);
        }
        return judgeSimply(row) && isFirst(row);
    }

    /** The simple way, over values: what it says holds. */
    private boolean judgeSimply(SourceRow row) {
        var values = mapping.read(row, faults::add, flags::add);
        if (faults.isEmpty() && !checks.isEmpty()) {
            checks.check(field -> values[field], faults::add, flags::add);
        }
        if (!faults.isEmpty()) {
            return false;
        }
        key = key(values);
        return fits(encoder.encode(values));
    }

    private boolean fits(byte[] encoded) {
        value = encoded;
        if (key.length + encoded.length > MAX_RECORD_BYTES) {
            faults.add(new Violation(
                    "row",
                    null,
                    Reason.of(
                            "contract.rule.row-too-large",
                            "bytes",
                            key.length + encoded.length,
                            "max",
                            MAX_RECORD_BYTES)));
            return false;
        }
        return true;
    }

    private boolean isFirst(SourceRow row) {
        long first = keysOnce ? seen.first(key, row.line()) : 0;
        if (first > 0) {
            faults.addAll(repeated(first));
            return false;
        }
        return true;
    }

    /** What is wrong with a row whose key stood on an earlier line and may not stand twice. */
    public List<Violation> repeated(long first) {
        return List.of(new Violation(
                String.join(", ", contract.key()), null, Reason.of("contract.rule.duplicate-key", "line", first)));
    }

    private boolean judgeDeletion(SourceRow row) {
        var values = mapping.readKey(row, faults::add);
        if (!faults.isEmpty()) {
            return false;
        }
        key = key(values);
        value = null;
        return true;
    }

    private byte[] key(@Nullable Object[] values) {
        canonical.clear();
        for (var part : keyFields) {
            var text = values[part.index];
            if (text == null) {
                throw new IllegalStateException("a key field may not be null, its contract should not exist");
            }
            canonical(canonical, part.field, text);
        }
        return canonical.utf8();
    }

    /** Adds a field's value to a key. */
    static RecordKey canonical(RecordKey key, ContractField field, Object value) {
        var identifier = identifier(field);
        return identifier == null
                ? key.avro(field.valueSchema(), value)
                : key.identifier(identifier, (CharSequence) value);
    }

    /** Everything that is wrong with the last row; values of withheld fields are not among them. */
    public List<Violation> faults() {
        return List.copyOf(faults);
    }

    /** The rules that the last row breaks although it is good: they only flag. */
    public List<Violation> flags() {
        return List.copyOf(flags);
    }

    /** The record key of the last good row. */
    public byte[] key() {
        return key;
    }

    /** The framed value of the last good row; null if the row deletes. */
    public byte @Nullable [] value() {
        return value;
    }
}
