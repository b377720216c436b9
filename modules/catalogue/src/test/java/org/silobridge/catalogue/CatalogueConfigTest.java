package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Period;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.catalogue.delivery.DeliverySettings;
import org.silobridge.catalogue.enforcement.ReadQuotas;
import org.silobridge.catalogue.procedure.GrantTerms.Recertification;
import org.silobridge.model.Outcome;
import org.silobridge.model.Slug;

class CatalogueConfigTest {
    private static final Path SAMPLE = Path.of(System.getProperty("silobridge.project.dir"), "deploy/catalogue.yaml");

    @TempDir
    Path directory;

    @Test
    void readsTheSample() throws IOException {
        var file = sample(Files.readString(SAMPLE));

        var config = CatalogueConfig.read(file).orThrow();

        assertThat(config.exchange().names().prefix()).isEqualTo("sb");
        assertThat(config.http().port()).isEqualTo(8080);
        assertThat(config.toString()).doesNotContain("a secret");
    }

    @Test
    void readsQuotasAsTheSampleHasThemCommentedOutAndNamesWhatIsNone() throws IOException {
        var text = Files.readString(SAMPLE);
        assertThat(CatalogueConfig.read(sample(text)).orThrow().kafka().quotas())
                .isEqualTo(ReadQuotas.UNTOUCHED);
        var uncommented = text.replace("  # readQuota:", "  readQuota:")
                .replace("  #   each", "    each")
                .replace("  #   departments", "    departments");

        assertThat(CatalogueConfig.read(sample(uncommented)).orThrow().kafka().quotas())
                .isEqualTo(new ReadQuotas(
                        Optional.of(50L << 20),
                        Map.of(new Slug("weather-service"), 200L << 20, new Slug("statistics"), ReadQuotas.NO_LIMIT)));
        assertThat(refusal(uncommented.replace("each: 50MiB", "each: 0").replace("statistics:", "Statistics Office:")))
                .contains("kafka.readQuota.each")
                .contains("kafka.readQuota.departments.Statistics Office");
    }

    @Test
    void namesAnUnknownKey() throws IOException {
        var file = sample(Files.readString(SAMPLE).replace("  port: 8080", "  prot: 8080"));

        var refused = CatalogueConfig.read(file);

        assertThat(refused).isInstanceOfSatisfying(Outcome.Refused.class, refusal -> assertThat(
                        refusal.refusal().violations())
                .singleElement()
                .asString()
                .contains("http.prot")
                .contains("port"));
    }

    @Test
    void refusesAPasswordInTheUrlWithoutRepeatingIt() throws IOException {
        var file = sample(Files.readString(SAMPLE).replaceFirst("(jdbc:postgresql:[^\\s\"]*)", "$1?password=hunter2"));

        var refused = CatalogueConfig.read(file);

        assertThat(refused).isInstanceOfSatisfying(Outcome.Refused.class, refusal -> assertThat(
                        refusal.refusal().violations())
                .singleElement()
                .asString()
                .contains("postgres")
                .contains("passwordFile")
                .doesNotContain("hunter2"));
    }

    @Test
    void withoutALawTheDefaultsHold() throws IOException {
        var withoutLaw = Files.readString(SAMPLE).replaceFirst("(?s)\nlaw:.*?(\nbootstrap:)", "$1");
        assertThat(withoutLaw).doesNotContain("profile:");

        assertThat(CatalogueConfig.read(sample(withoutLaw)).orThrow().law())
                .isEqualTo(CatalogueConfig.read(sample(Files.readString(SAMPLE)))
                        .orThrow()
                        .law());
    }

    @Test
    void takesAProfileOfItsOwnAndSaysWhatIsWrongWithIt() throws IOException {
        Files.writeString(directory.resolve("ours.yaml"), "apiVersion: silobridge.org/v1\nkind: Calendar\n");
        var own = Files.readString(SAMPLE).replace("  profile: CN-2025", "  profileFile: ours.yaml");
        var both =
                Files.readString(SAMPLE).replace("  profile: CN-2025", "  profile: CN-2016\n  profileFile: ours.yaml");
        var unknown = Files.readString(SAMPLE).replace("  profile: CN-2025", "  profile: CN-2030");

        assertThat(refusal(own)).contains("ours.yaml").contains("ClockProfile");
        assertThat(refusal(both)).contains("Either profile");
        assertThat(refusal(unknown)).contains("law.profile").contains("SX-GAOPING");
    }

    @Test
    void takesHowOftenGrantsAreToBeConfirmedAndNotNever() throws IOException {
        var rule = Files.readString(SAMPLE)
                .replace("  # recertification: {every: P6M, notice: 10}", "  recertification: {every: P6M}");

        assertThat(CatalogueConfig.read(sample(rule)).orThrow().law().recertification())
                .hasValue(new Recertification(Period.ofMonths(6), 10));
        assertThat(refusal(rule.replace("P6M", "P0M"))).contains("law.recertification.every");
        assertThat(refusal(rule.replace("P6M", "half a year"))).contains("such as P6M");
    }

    @Test
    void noticesLeaveOnlyWhereTheOperatorSays() throws IOException {
        var text = Files.readString(SAMPLE);
        var uncommented = text.substring(text.indexOf("# delivery:"))
                .lines()
                .takeWhile(line -> line.startsWith("#"))
                .map(line -> line.substring(2))
                .filter(line -> !line.contains("trustFile"))
                .collect(Collectors.joining("\n", "\n", "\n"));
        assertThat(CatalogueConfig.read(sample(text)).orThrow().delivery()).isEqualTo(DeliverySettings.inboxOnly());

        var said = CatalogueConfig.read(sample(text + uncommented)).orThrow().delivery();

        assertThat(said.mail().orElseThrow().security()).isEqualTo(DeliverySettings.Security.STARTTLS);
        assertThat(said.webhooks().orElseThrow().hosts()).containsExactly("*.example.org");
        assertThat(said.giveUpAfter()).isEqualTo(DeliverySettings.inboxOnly().giveUpAfter());
        assertThat(said.toString()).doesNotContain("a secret");
        assertThat(refusal(text + uncommented.replace("security: starttls", "security: none")))
                .contains("unencrypted");
        assertThat(refusal(text + uncommented.replace("  timeout: PT20S", "  trustFile: secrets/mail-password")))
                .contains("delivery.trustFile");
        assertThat(refusal(text + uncommented.replace("  timeout: PT20S", "  timeout: PT0S")))
                .contains("delivery.timeout");
        assertThat(refusal(text + uncommented.replace("hosts: [\"*.example.org\"]", "hosts: []")))
                .contains("webhooks.hosts");
        assertThat(refusal(text + uncommented.replace("networks: []", "networks: [\"10.20.0.0\"]")))
                .contains("10.20.0.0/16");
        assertThat(refusal(text + uncommented.replace("from: exchange@example.org", "from: \"a@b, c@d\"")))
                .contains("mail.from");
    }

    @Test
    void whoVouchesForTheRegistryIsACertificate() throws IOException {
        var text = Files.readString(SAMPLE);
        assertThat(CatalogueConfig.read(sample(text)).orThrow().registry().trust())
                .isEmpty();

        assertThat(refusal(text.replace("# trustFile: tls/authorities.pem", "trustFile: tls/chain.pem")))
                .contains("registry.trustFile")
                .contains("PEM");
    }

    private String refusal(String text) throws IOException {
        return CatalogueConfig.read(sample(text)) instanceof Outcome.Refused<?> refused
                ? refused.refusal().in(Locale.ENGLISH)
                : "";
    }

    private Path sample(String text) throws IOException {
        var secrets = Files.createDirectories(directory.resolve("secrets"));
        for (var name : new String[] {
            "postgres-owner", "postgres-service", "kafka-admin.properties", "mail-password", "tls-key.pem"
        }) {
            Files.writeString(secrets.resolve(name), "a secret\n");
        }
        Files.writeString(Files.createDirectories(directory.resolve("tls")).resolve("chain.pem"), "no certificate\n");
        return Files.writeString(directory.resolve("catalogue.yaml"), text);
    }
}
