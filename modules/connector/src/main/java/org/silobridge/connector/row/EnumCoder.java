package org.silobridge.connector.row;

import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.ContractField;

/** Symbols of an enum, and the words that a mapping has for them. */
final class EnumCoder extends FieldCoder {
    private final Words words;
    private final int[] ordinals;

    private EnumCoder(Words words, int[] ordinals) {
        this.words = words;
        this.ordinals = ordinals;
    }

    static @Nullable FieldCoder of(ContractField field, Map<String, String> mapped) {
        if (!Rules.of(field).stream()
                .allMatch(rule -> Rules.isRequired(rule) || field.impliedRules().contains(rule))) {
            return null;
        }
        var schema = field.valueSchema();
        var texts = new ArrayList<>(mapped.keySet());
        schema.getEnumSymbols().stream()
                .filter(symbol -> !mapped.containsKey(symbol))
                .forEach(texts::add);
        texts.removeIf(text -> !schema.hasEnumSymbol(mapped.getOrDefault(text, text)));
        return new EnumCoder(
                new Words(texts),
                texts.stream()
                        .mapToInt(text -> schema.getEnumOrdinal(mapped.getOrDefault(text, text)))
                        .toArray());
    }

    @Override
    boolean write(byte[] bytes, int from, int to, ReusedBytes out) {
        int word = words.indexOf(bytes, from, to);
        if (word < 0) {
            return false;
        }
        out.writeVariable(ordinals[word]);
        return true;
    }
}
