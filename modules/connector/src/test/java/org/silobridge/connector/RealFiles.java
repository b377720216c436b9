package org.silobridge.connector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.silobridge.connector.position.Counts;

/**
 * The sample connectors of real data, and what becomes of their rows as {@code samples/count.py} works it out without
 * Silobridge.
 */
enum RealFiles {
    AIR_QUALITY("demo/air-quality", "ecology-environment/air-quality-hourly"),
    DAILY_CASE_COUNTS("demo/daily-case-counts", "health-care/daily-case-counts"),
    SERVICE_CASES("samples/service-cases", "government-services/service-case"),
    GDP("samples/gdp", "economy/macro-indicator"),
    DIVISIONS("samples/divisions", "natural-resources/division"),
    ALERTS("samples/alerts", "emergency-management/alert");

    private final String connector;
    private final String contract;

    RealFiles(String connector, String contract) {
        this.connector = connector;
        this.contract = contract;
    }

    Path connector() {
        return ExchangeStage.PROJECT.resolve("deploy/" + connector + ".connector.yaml");
    }

    String contract() {
        return contract;
    }

    String sample() {
        return connector.substring(connector.indexOf('/') + 1);
    }

    Counts counts() {
        return Objects.requireNonNull(Counted.ALL.get(sample()));
    }

    /** Read once. */
    private static final class Counted {
        private static final String FLAG = "flag:";
        private static final Map<String, Counts> ALL = read();

        private static Map<String, Counts> read() {
            var file = ExchangeStage.PROJECT.resolve("modules/connector/src/test/resources/samples/counts.txt");
            try (var lines = Files.lines(file)) {
                return lines.map(line -> line.split(" "))
                        .collect(Collectors.toMap(words -> words[0], words -> counts(Arrays.asList(words))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Counts counts(List<String> words) {
            var byReason = counted(words.stream().skip(3).filter(word -> !word.startsWith(FLAG)));
            var byFlag = counted(words.stream()
                    .skip(3)
                    .filter(word -> word.startsWith(FLAG))
                    .map(word -> word.substring(FLAG.length())));
            // None of these rows raises two flags.
            long flagged = byFlag.values().stream().mapToLong(Long::longValue).sum();
            return new Counts(Long.parseLong(words.get(1)), Long.parseLong(words.get(2)), byReason, flagged, byFlag);
        }

        private static Map<String, Long> counted(Stream<String> words) {
            return words.map(word -> word.split("="))
                    .collect(Collectors.toMap(
                            pair -> (pair[0].equals("no-cap") ? "connector.source." : "contract.rule.") + pair[0],
                            pair -> Long.parseLong(pair[1])));
        }
    }
}
