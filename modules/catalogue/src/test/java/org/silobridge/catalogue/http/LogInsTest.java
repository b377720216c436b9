package org.silobridge.catalogue.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogInsTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/session", "/requests?state=pending#first", "/%2f%2fevil.example", "/a//b"})
    void goesBackToAPathOfItsOwn(String path) {
        assertThat(LogIns.isOurs(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://evil.example",
                "//evil.example",
                "/\\evil.example",
                "/a\\b",
                "\\/evil.example",
                "/\t/evil.example",
                "/\r\nLocation: https://evil.example",
                " /a",
                "javascript:alert(1)",
                "requests",
                "/名"
            })
    void goesNowhereElse(String path) {
        assertThat(LogIns.isOurs(path)).isFalse();
    }

    @Test
    void givesCookiesThatOnlyTlsCarriesAndWithoutItOnlyOnTheLoopbackAddress() {
        var behindProxy = new Site(Optional.of(URI.create("https://exchange.example")), false, "10.0.0.1");
        var loopback = new Site(Optional.empty(), false, "127.0.0.1");
        var open = new Site(Optional.empty(), false, "0.0.0.0");

        assertThat(behindProxy.setCookie(behindProxy.sessionCookie(), "x", Duration.ofHours(1)))
                .isEqualTo("__Host-silobridge=x; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure");
        assertThat(loopback.setCookie(loopback.sessionCookie(), "x", Duration.ofHours(1)))
                .isEqualTo("silobridge=x; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax");
        assertThat(loopback.hasCookies()).isTrue();
        assertThat(open.hasCookies()).isFalse();
    }
}
