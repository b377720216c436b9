package org.silobridge.connector.source.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresAddressTest {
    @Test
    void takesAnAddressApart() {
        assertThat(PostgresAddress.parse("jdbc:postgresql://db.example/register"))
                .contains(new PostgresAddress("db.example", "5432", "register", Map.of()));
        assertThat(
                        PostgresAddress.parse(
                                "jdbc:postgresql://10.0.0.7:6432/the%20register?sslmode=verify-full&sslrootcert=/etc/ca%2B.pem"))
                .contains(new PostgresAddress(
                        "10.0.0.7",
                        "6432",
                        "the register",
                        Map.of("sslmode", "verify-full", "sslrootcert", "/etc/ca+.pem")));
    }

    @Test
    void knowsWhatIsNoneOfOneServer() {
        assertThat(PostgresAddress.parse("jdbc:postgresql://a,b/register")).isEmpty();
        assertThat(PostgresAddress.parse("jdbc:postgresql:register")).isEmpty();
        assertThat(PostgresAddress.parse("jdbc:mysql://a/register")).isEmpty();
    }
}
