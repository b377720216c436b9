package org.silobridge.connector.health;

import java.util.Map;
import java.util.TreeMap;

/** Writes Prometheus's text exposition format, version 0.0.4. */
final class MetricsText {
    private final Map<String, String> common;
    private final StringBuilder text = new StringBuilder();

    /** @param common labels of every sample */
    MetricsText(Map<String, String> common) {
        this.common = Map.copyOf(common);
    }

    void counter(String name, String help, long value) {
        head(name, "counter", help);
        sample(name, Map.of(), String.valueOf(value));
    }

    /** A counter with a sample for each value of one label. */
    void counters(String name, String help, String label, Map<String, Long> values) {
        head(name, "counter", help);
        new TreeMap<>(values).forEach((word, value) -> sample(name, Map.of(label, word), String.valueOf(value)));
    }

    void gauge(String name, String help, Map<String, String> labels, double value) {
        head(name, "gauge", help);
        sample(
                name,
                labels,
                value == Math.rint(value) && Math.abs(value) < 1e15
                        ? String.valueOf((long) value)
                        : String.valueOf(value));
    }

    private void head(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void sample(String name, Map<String, String> labels, String value) {
        var all = new TreeMap<>(common);
        all.putAll(labels);
        text.append(name).append('{');
        var separator = "";
        for (var label : all.entrySet()) {
            text.append(separator)
                    .append(label.getKey())
                    .append("=\"")
                    .append(escaped(label.getValue()))
                    .append('"');
            separator = ",";
        }
        text.append("} ").append(value).append('\n');
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
