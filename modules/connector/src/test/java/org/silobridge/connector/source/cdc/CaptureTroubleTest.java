package org.silobridge.connector.source.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.connector.source.jdbc.DatabaseLogin;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;

class CaptureTroubleTest {
    private static final CdcSettings SETTINGS = new CdcSettings(
            new DatabaseLogin("source.cdc", "jdbc:postgresql://127.0.0.1/x", Path.of("user"), Path.of("password")),
            "public.t",
            List.of("no"),
            true,
            Optional.empty(),
            1_000,
            Duration.ofSeconds(10));
    private static final ReplicationSlot SLOT = new ReplicationSlot(SETTINGS, "silobridge_t_x");

    private static RefusedException of(Throwable error) {
        // As Debezium wraps whatever happens while it reads.
        var wrapped = new ConnectException("An exception occurred in the change event producer.", error);
        return CaptureTrouble.of(SETTINGS, SLOT, new Change.Failure(String.valueOf(error.getMessage()), wrapped));
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "53300", "40001", "57014", "55006", "55000", "55P03"})
    void waitsForWhatTimeMends(String state) {
        assertThat(of(new SQLException("gone", state)).refusal().kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    }

    @Test
    void waitsForAConnectionThatBroke() {
        assertThat(of(new EOFException()).refusal().kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
        assertThat(of(new RetriableException("again")).refusal().kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
        assertThat(CaptureTrouble.of(
                                SETTINGS,
                                SLOT,
                                new Change.Failure("Connector configuration is not valid. Connection refused", null))
                        .refusal()
                        .kind())
                .isEqualTo(Refusal.Kind.UNAVAILABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "42704,CONFLICT",
        "42P01,CONFLICT",
        "53400,CONFLICT",
        "58P01,CONFLICT",
        "XX000,CONFLICT",
        "42501,INVALID",
        "28000,INVALID"
    })
    void endsForWhatAPersonHasToMend(String state, Refusal.Kind kind) {
        var refused = of(new SQLException("publication \"p\" does not exist", state));

        assertThat(refused.refusal().kind()).isEqualTo(kind);
        assertThat(refused.refusal().in(Locale.ENGLISH)).contains("publication \"p\" does not exist");
    }

    @Test
    void endsForWhatNobodyCanExplain() {
        var refused = of(new IllegalStateException("no such thing"));

        assertThat(refused.refusal().reason().code()).isEqualTo("connector.source.cdc.failed");
        assertThat(refused.getMessage()).contains("public.t", "silobridge_t_x", "no such thing");
    }
}
