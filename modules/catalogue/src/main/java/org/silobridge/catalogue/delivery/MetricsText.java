package org.silobridge.catalogue.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Figures by kind of target, as Prometheus reads them. */
final class MetricsText {
    private final Map<String, StringBuilder> families = new LinkedHashMap<>();

    void gauge(String name, String help, DeliveryTarget.Kind kind, long value) {
        add(name, help, "gauge", kind, value);
    }

    void counter(String name, String help, DeliveryTarget.Kind kind, long value) {
        add(name, help, "counter", kind, value);
    }

    private void add(String name, String help, String type, DeliveryTarget.Kind kind, long value) {
        families.computeIfAbsent(
                        name,
                        unknown -> new StringBuilder(
                                "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n"))
                .append(name)
                .append("{kind=\"")
                .append(kind)
                .append("\"} ")
                .append(value)
                .append('\n');
    }

    @Override
    public String toString() {
        return families.values().stream().map(StringBuilder::toString).collect(Collectors.joining());
    }
}
