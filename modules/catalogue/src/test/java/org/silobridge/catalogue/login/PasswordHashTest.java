package org.silobridge.catalogue.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PasswordHashTest {

    @Test
    void knowsThePasswordAgainHoweverItsCharactersWereTyped() {
        var kept = PasswordHash.of("caf\u00e9 au lait", new Random(1));

        assertThat(kept).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(PasswordHash.matches("cafe\u0301 au lait", kept)).isTrue();
        assertThat(PasswordHash.matches("cafe au lait", kept)).isFalse();
    }

    @Test
    void isTheArgon2idOfItsReference() {
        // Of the test of the reference implementation (P-H-C/phc-winner-argon2, src/test.c).
        assertThat(PasswordHash.matches(
                        "password",
                        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"))
                .isTrue();
    }

    @Test
    void takesNothingElseForOne() {
        assertThatThrownBy(() -> PasswordHash.matches("password", "password"))
                .isInstanceOf(IllegalStateException.class);
        assertThat(PasswordHash.matches("", PasswordHash.OF_NOBODY)).isFalse();
    }
}
