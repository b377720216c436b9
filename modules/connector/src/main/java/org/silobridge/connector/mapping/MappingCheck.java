package org.silobridge.connector.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.FieldType;
import org.silobridge.contract.rule.Required;
import org.silobridge.contract.yaml.NearestWord;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** What in a mapping a contract does not allow. */
final class MappingCheck {
    private final List<Violation> violations = new ArrayList<>();

    private MappingCheck() {}

    static List<Violation> check(Map<String, FieldMapping> mapping, Contract contract) {
        var check = new MappingCheck();
        var names = contract.fields().stream().map(ContractField::name).toList();
        mapping.keySet().stream().filter(name -> !names.contains(name)).sorted().forEach(name -> {
            var near = NearestWord.to(name, names);
            check.found(
                    name,
                    null,
                    near.isPresent()
                            ? Reason.of("connector.mapping.no-field-near", "field", name, "near", near.get())
                            : Reason.of(
                                    "connector.mapping.no-field", "field", name, "fields", String.join(", ", names)));
        });
        for (var field : contract.fields()) {
            var mapped = mapping.get(field.name());
            if (mapped != null) {
                check.field(field, mapped);
            } else if (field.rules().stream().anyMatch(Required.class::isInstance)) {
                check.found(field.name(), null, Reason.of("connector.mapping.unmapped", "field", field.name()));
            }
        }
        return check.violations;
    }

    private void field(ContractField field, FieldMapping mapping) {
        int before = violations.size();
        var type = field.type();
        var word = type.word();
        var path = field.name();
        if (mapping.scale().isPresent() && !CompiledMapping.isNumber(type)) {
            found(
                    path + ".scale",
                    mapping.scale().get().toString(),
                    Reason.of("connector.mapping.scale", "type", word));
        }
        if (mapping.scale().isPresent() && mapping.scale().get().signum() == 0) {
            found(path + ".scale", mapping.scale().get().toString(), Reason.of("connector.mapping.scale-zero"));
        }
        times(field, mapping);
        mapping.words().forEach((from, to) -> {
            var at = path + ".enumMap." + from;
            if (type == FieldType.ENUM && !field.valueSchema().hasEnumSymbol(to)) {
                var symbols = field.valueSchema().getEnumSymbols();
                found(at, to, Reason.of("connector.mapping.no-symbol", "symbols", String.join(", ", symbols)));
            } else if (type == FieldType.BOOLEAN
                    && TextReading.of(field, mapping).read(to) == null) {
                found(at, to, Reason.of("connector.mapping.no-symbol", "symbols", "true, false"));
            }
        });
        if (violations.size() == before && mapping.origin() instanceof Origin.Constant constant) {
            for (var fault : CompiledMapping.faults(
                    field, mapping, mapping.words().getOrDefault(constant.text(), constant.text()))) {
                found(path + ".constant", fault.value(), fault.reason());
            }
        }
    }

    private void times(ContractField field, FieldMapping mapping) {
        var word = field.type().word();
        boolean time = field.type() == FieldType.TIMESTAMP_MILLIS;
        boolean date = field.type() == FieldType.DATE;
        if (mapping.format().isPresent()) {
            var pattern = mapping.format().get();
            if (!time && !date) {
                found(
                        field.name() + ".format",
                        pattern.toString(),
                        Reason.of("connector.mapping.format", "type", word));
            } else if (!pattern.tellsDates()) {
                found(field.name() + ".format", pattern.toString(), Reason.of("connector.mapping.format-no-date"));
            } else if (time && mapping.zone().isEmpty() && !pattern.tellsZones()) {
                found(field.name(), null, Reason.of("connector.mapping.needs-zone"));
            }
        }
        if (mapping.zone().isPresent() && !time) {
            found(
                    field.name() + ".zone",
                    mapping.zone().get().toString(),
                    Reason.of("connector.mapping.zone", "type", word));
        }
    }

    private void found(String path, @Nullable String value, Reason reason) {
        violations.add(new Violation("mapping." + path, value, reason));
    }
}
