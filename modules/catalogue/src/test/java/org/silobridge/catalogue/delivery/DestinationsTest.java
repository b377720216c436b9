package org.silobridge.catalogue.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.model.Outcome;

class DestinationsTest {
    private final Destinations destinations = destinations(
            List.of("*.gov.cn", "hooks.example.org", "127.0.0.1", "[::1]", "localhost", "10.1.2.3", "2130706433"),
            "127.0.0.0/8");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://oa.gov.cn/notices?token=1",
                "https://a.b.GOV.cn:8443",
                "https://hooks.example.org",
                "http://127.0.0.1:8080/x",
                "http://localhost/",
                "http://[::1]:1/"
            })
    void leadsWhereTheOperatorAllows(String url) {
        assertThat(code(destinations.webhook(url))).isEqualTo("-");
    }

    @ParameterizedTest
    @CsvSource({
        "http://oa.gov.cn/, catalogue.delivery.not-https",
        "ftp://oa.gov.cn/, catalogue.delivery.not-https",
        "file:///etc/passwd, catalogue.delivery.not-a-url",
        "https://gov.cn/, catalogue.delivery.not-allowed",
        "https://evilgov.cn/, catalogue.delivery.not-allowed",
        "https://oa.gov.cn.evil.org/, catalogue.delivery.not-allowed",
        "https://oa.gov.cn@evil.org/, catalogue.delivery.not-a-url",
        "https://user:secret@oa.gov.cn/, catalogue.delivery.not-a-url",
        "https://oa.gov.cn/#x, catalogue.delivery.not-a-url",
        "https://oa.gov.cn:0/, catalogue.delivery.not-a-url",
        "https:///x, catalogue.delivery.not-a-url",
        "https://政务.gov.cn/, catalogue.delivery.not-a-url",
        "'https://oa.gov.cn/\r\nHost: evil', catalogue.delivery.not-a-url"
    })
    void leadsNowhereElse(String url, String code) {
        assertThat(code(destinations.webhook(url))).isEqualTo(code);
    }

    @Test
    void connectsToWhatIsPublicOrAllowedAndToNothingElse() {
        assertThat(code(resolved("http://127.0.0.1:1/"))).isEqualTo("-");
        assertThat(code(resolved("https://10.1.2.3/"))).isEqualTo("catalogue.delivery.not-public");
        assertThat(code(resolved("http://[::1]/"))).isEqualTo("catalogue.delivery.not-public");
        // A number is an address too.
        assertThat(destinations(List.of("*"), "10.0.0.0/8")
                        .webhook("https://2130706433/")
                        .flatMap(destinations(List.of("*"), "10.0.0.0/8")::resolved))
                .isInstanceOf(Outcome.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, true",
        "2400:3200::1, true",
        "10.0.0.1, false",
        "172.31.255.255, false",
        "172.32.0.0, true",
        "192.168.1.1, false",
        "127.9.9.9, false",
        "169.254.169.254, false",
        "100.64.0.1, false",
        "0.0.0.0, false",
        "224.0.0.1, false",
        "255.255.255.255, false",
        "::, false",
        "::1, false",
        "::ffff:10.0.0.1, false",
        "64:ff9b::a00:1, false",
        "fe80::1, false",
        "fd00::1, false",
        "ff02::1, false",
        "2002:a00:1::, false",
        "2001:0:a00:1::, false"
    })
    void knowsWhatIsPublic(String address, boolean isPublic) throws Exception {
        assertThat(Destinations.isPublic(InetAddress.getByName(address))).isEqualTo(isPublic);
    }

    @ParameterizedTest
    @CsvSource({
        "duty@emergency.gov.cn, -",
        "duty.desk+1@EMERGENCY.gov.cn, -",
        "duty@gov.cn, catalogue.delivery.not-allowed",
        "duty@example.org, catalogue.delivery.not-allowed",
        "'Duty <duty@a.gov.cn>', catalogue.delivery.not-an-address",
        "'a@a.gov.cn,b@a.gov.cn', catalogue.delivery.not-an-address",
        "'a@a.gov.cn\r\nBcc: b@a.gov.cn', catalogue.delivery.not-an-address",
        "值班@a.gov.cn, catalogue.delivery.not-an-address",
        "a..b@a.gov.cn, catalogue.delivery.not-an-address",
        "@a.gov.cn, catalogue.delivery.not-an-address",
        "a@localhost, catalogue.delivery.not-an-address"
    })
    void takesPlainAddressesOfAllowedDomains(String address, String code) {
        assertThat(code(destinations.email(address))).isEqualTo(code);
    }

    @Test
    void withoutConfigurationThereIsOnlyTheInbox() {
        var none = new Destinations(DeliverySettings.inboxOnly());

        assertThat(code(none.email("a@a.gov.cn"))).isEqualTo("catalogue.delivery.no-mail");
        assertThat(code(none.webhook("https://a.gov.cn/"))).isEqualTo("catalogue.delivery.no-webhooks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0/8", "10.0.0.0/33", "::/129", "example.org/8", "10.0.0.256/8", "/8", ""})
    void aNetworkIsAnAddressAndBits(String text) {
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException().isThrownBy(() -> Network.parse(text));
    }

    private Outcome<InetAddress> resolved(String url) {
        return destinations.webhook(url).flatMap(destinations::resolved);
    }

    private static Destinations destinations(List<String> hosts, String network) {
        return new Destinations(new DeliverySettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofDays(1),
                Optional.empty(),
                Optional.of(new DeliverySettings.Mail(
                        "127.0.0.1",
                        25,
                        DeliverySettings.Security.NONE,
                        Optional.empty(),
                        "exchange@example.org",
                        List.of("*.gov.cn"))),
                Optional.of(new DeliverySettings.Webhooks(hosts, List.of(Network.parse(network))))));
    }

    private static String code(Outcome<?> outcome) {
        return outcome instanceof Outcome.Refused<?> refused
                ? refused.refusal().reason().code()
                : "-";
    }
}
