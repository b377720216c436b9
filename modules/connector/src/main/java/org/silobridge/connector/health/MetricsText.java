package org.silobridge.connector.health;

import java.util.Map;
import java.util.TreeMap;

/** Writes Prometheus's text exposition format, version 0.0.4. */
public final class MetricsText {
    private final Map<String, String> common;
    private final StringBuilder text = new StringBuilder();

    /** @param common labels of every sample */
    public MetricsText(Map<String, String> common) {
        this.common = Map.copyOf(common);
    }

    public void counter(String name, String help, long value) {
        head(name, "counter", help);
        sample(name, Map.of(), String.valueOf(value));
    }

    /** A counter with a sample for each value of one label. */
    public void counters(String name, String help, String label, Map<String, Long> values) {
        head(name, "counter", help);
        new TreeMap<>(values).forEach((word, value) -> sample(name, Map.of(label, word), String.valueOf(value)));
    }

    public void gauge(String name, String help, Map<String, String> labels, double value) {
        head(name, "gauge", help);
        sample(name, labels, number(value));
    }

    /** A gauge with a sample for each value of one label. */
    public void gauges(String name, String help, String label, Map<String, Double> values) {
        head(name, "gauge", help);
        new TreeMap<>(values).forEach((word, value) -> sample(name, Map.of(label, word), number(value)));
    }

    /** A histogram for each value of one label. */
    public void histograms(String name, String help, String label, Map<String, Histogram> values) {
        head(name, "histogram", help);
        new TreeMap<>(values).forEach((word, histogram) -> {
            for (double end : histogram.ends()) {
                sample(name + "_bucket", Map.of(label, word, "le", number(end)), String.valueOf(histogram.upTo(end)));
            }
            sample(name + "_bucket", Map.of(label, word, "le", "+Inf"), String.valueOf(histogram.count()));
            sample(name + "_sum", Map.of(label, word), number(histogram.sum()));
            sample(name + "_count", Map.of(label, word), String.valueOf(histogram.count()));
        });
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
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
