package org.silobridge.connector.source.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ValueTextTest {
    private static final String TIME = "io.debezium.time.MicroTime";

    @Test
    void writesTheEndOfADayAsTheTableDoes() {
        assertThat(ValueText.of(86_399_999_999L, TIME)).isEqualTo("23:59:59.999999");
        assertThat(ValueText.of(86_400_000_000L, TIME)).isEqualTo("24:00");
    }
}
