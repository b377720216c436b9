package org.silobridge.it.canary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.silobridge.contract.sample.ResidentSample;
import org.silobridge.it.exchange.OnPublishedExchange;
import org.silobridge.it.exchange.PublishedExchange;
import org.silobridge.sandbox.Service;

/**
 * The resident register has been published, good rows and bad: no withheld value of it is stored or logged anywhere, and
 * no secret but in files of its owner's alone. Nor is a secret told in an answer, a metric or a command line.
 * The same search, at the same time, finds another text that was planted in each of these places on purpose.
 */
@ExtendWith(OnPublishedExchange.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CanaryIT {
    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final int PEOPLE_LOOKED_FOR = 20;

    private final PublishedExchange published;
    private final Set<String> withheld = new LinkedHashSet<>();
    private final Secrets secrets;
    private final EverythingTold told;
    private final EverythingStored stored;

    CanaryIT(PublishedExchange published) throws Exception {
        this.published = published;
        withheld.addAll(withheldValues());
        secrets = Secrets.of(published);
        Planted.everywhere(published.exchange());
        var untold = new LinkedHashSet<>(secrets.texts());
        untold.add(Planted.WORD);
        told = EverythingTold.searched(published.exchange(), secrets, new TextSearch(untold));
        var wanted = new LinkedHashSet<>(withheld);
        wanted.addAll(secrets.texts());
        wanted.add(Planted.TEXT);
        stored = EverythingStored.searched(published.exchange(), new TextSearch(wanted));
    }

    /** Of the canaries, one in a good row and one in a bad, all there is; of others, who they are and where they live. */
    private static List<String> withheldValues() throws IOException {
        var rows = Files.readAllLines(PublishedExchange.PROJECT.resolve("deploy/demo/data/residents.csv"), GB18030);
        var header = List.of(rows.get(0).split(",", -1));
        return rows.stream()
                .skip(1)
                .limit(PEOPLE_LOOKED_FOR)
                .map(row -> List.of(row.split(",", -1)))
                .flatMap(row -> {
                    var identity = Stream.of("公民身份号码", "姓名", "居住地址", "户号");
                    var canary = row.contains(ResidentSample.CANARY_NAME) ? Stream.of("出生日期") : Stream.<String>of();
                    return Stream.concat(identity, canary).map(column -> row.get(header.indexOf(column)));
                })
                .filter(value -> value.codePointCount(0, value.length()) >= 3)
                .distinct()
                .toList();
    }

    @BeforeAll
    void theSourceHoldsWhatIsLookedFor() throws IOException {
        var source = PublishedExchange.PROJECT.resolve("deploy/demo/data/residents.csv");
        try (var in = Files.newInputStream(source)) {
            assertThat(new TextSearch(withheld)
                            .in("source", in).stream().map(Find::what).collect(Collectors.toSet()))
                    .isEqualTo(withheld)
                    .contains(ResidentSample.CANARY_NAME)
                    .hasSizeGreaterThan(2 * PEOPLE_LOOKED_FOR);
        }
    }

    @Test
    void noWithheldValueIsStoredOrLoggedAnywhere() {
        assertThat(stored.finds().stream().filter(find -> withheld.contains(find.what())))
                .isEmpty();
    }

    @Test
    void noSecretIsStoredOrLoggedButInFilesOfItsOwnersAlone() {
        var found = stored.finds().stream()
                .filter(find -> secrets.texts().contains(find.what()))
                .map(Find::place)
                .collect(Collectors.toSet());

        // One more control: where they are meant to be, they are found.
        assertThat(found)
                .contains("file operator.token", "file kafka-admin.properties", "file sandbox/secrets.properties");
        assertThat(found).allMatch(this::isOfItsOwnerAlone);
    }

    private boolean isOfItsOwnerAlone(String place) {
        var file = published.exchange().directory().resolve(place.replaceFirst("^file ", ""));
        try {
            return place.matches("file (?!sandbox/(postgres|kafka/data|logs)/).*(?<!\\.log)")
                    && PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                            .equals("rw-------");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noSecretIsToldInAnAnswerAMetricOrACommandLine() {
        assertThat(told.statuses()).contains(200, 400, 401, 403, 404, 405, 415);
        assertThat(told.finds().stream().filter(find -> !find.what().equals(Planted.WORD)))
                .isEmpty();
        // What is planted there is found.
        assertThat(told.finds().stream().map(Find::place)).contains("answer to /api/v1/departments/" + Planted.WORD);
        assumeFalse(told.processes().isEmpty(), "this system does not tell command lines as Linux does");
        assertThat(told.finds().stream().map(Find::place)).contains("command line");
        assertThat(told.processes())
                .contains(published.exchange().cataloguePid())
                .containsAll(published.exchange().sandbox().pids(Service.KAFKA))
                .containsAll(published.exchange().sandbox().pids(Service.REGISTRY));
    }

    /** The catalogue runs with the logging that it is delivered with. */
    @Test
    void refusalsOfEachKindAreInTheSecurityLog() throws IOException {
        var log = Files.readAllBytes(published.exchange().directory().resolve("catalogue.log"));

        for (int status : new int[] {400, 401, 403, 404, 405, 415}) {
            assertThat(new String(log, ISO_8859_1))
                    .containsPattern(
                            "(?m)^\\S+Z (INFO|WARN) +org.silobridge.security refused status=\"" + status + "\"");
        }
    }

    @Test
    void whatIsPlantedIsFoundInEachPlaceAndEachWriting() {
        var finds = stored.finds().stream()
                .filter(find -> find.what().equals(Planted.TEXT))
                .toList();

        assertThat(finds.stream().map(Find::place)).containsAll(Planted.PLACES);
        assertThat(finds.stream().map(Find::place)).anyMatch(place -> place.startsWith("column registry.public."));
        assertThat(finds.stream().map(Find::place))
                .anyMatch(place -> place.startsWith("file sandbox/postgres/data/base/"));
        assertThat(finds.stream().map(Find::place))
                .anyMatch(place -> place.startsWith("file sandbox/postgres/data/pg_wal/"));
        for (var log : logs()) {
            assertThat(finds.stream()
                            .filter(find -> find.place().equals("file " + log))
                            .map(Find::encoding))
                    .as(log)
                    .containsExactlyInAnyOrderElementsOf(Planted.WRITINGS.keySet());
        }
    }

    @Test
    void theSearchLooksAtAllThatTheRegisterBecame() {
        var residents = published.residents();
        var topic = residents.dataset().topic();

        assertThat(stored.recordsByPartition().entrySet().stream()
                        .filter(partition -> partition.getKey().startsWith(topic + "-"))
                        .mapToInt(partition -> partition.getValue())
                        .sum())
                .as("records, and the markers of transactions")
                .isGreaterThanOrEqualTo((int) residents.published());
        assertThat(stored.rawRowsByPartition())
                .as("rows kept in quarantine, blanked")
                .containsEntry("sb.quarantine.public-security-0", (int) residents.quarantined());
        assertThat(stored.recordsByPartition()).containsKey("__cluster_metadata-0");
        assertThat(stored.recordsByPartition().keySet())
                .anyMatch(partition -> partition.startsWith("sb.positions.public-security-"))
                .anyMatch(partition -> partition.startsWith("__transaction_state-"));
        assertThat(stored.schemas()).contains(topic + "-value");
        assertThat(stored.columns()).contains("silobridge.public.contract_version.yaml");
        assertThat(stored.files()).containsAll(logs());
    }

    /** One of each process. */
    private static List<String> logs() {
        return List.of(
                "sandbox/logs/kafka.log",
                "sandbox/logs/registry.log",
                "sandbox/logs/postgres.log",
                "catalogue.log",
                "residents.connector.yaml.log");
    }
}
