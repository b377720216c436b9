package org.silobridge.contract.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.silobridge.model.DatasetId;

class PseudonymKeyTest {
    private static final DatasetId DATASET = new DatasetId("dst-0123456789abcdef");

    static Stream<JsonNode> vectors() throws IOException {
        var file = Path.of(System.getProperty("silobridge.project.dir"), "schemas/vectors/pseudonym.json");
        return StreamSupport.stream(
                new ObjectMapper().readTree(file.toFile()).get("vectors").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void givesThePseudonymOfTheVector(JsonNode vector) {
        var secret = HexFormat.of().parseHex(vector.get("secret").asText());
        var key = PseudonymKey.derive(
                secret,
                new DatasetId(vector.get("dataset").asText()),
                vector.get("major").asInt());

        var canonical = vector.get("key").asText();
        assertThat(key.pseudonym(canonical))
                .isEqualTo(vector.get("pseudonym").asText())
                .hasSize(PseudonymKey.LENGTH);
        assertThat(key.copy().pseudonym(canonical.getBytes(StandardCharsets.UTF_8)))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(vector.get("pseudonym").asText());
    }

    @Test
    void outlivesTheSecretItCameFrom() {
        var secret = new byte[PseudonymKey.SECRET_LENGTH];
        Arrays.fill(secret, (byte) 7);
        var key = PseudonymKey.derive(secret, DATASET, 1);
        var before = key.pseudonym("a");

        Arrays.fill(secret, (byte) 0);

        assertThat(key.pseudonym("a")).isEqualTo(before);
    }

    @Test
    void saysNothingOfItself() {
        assertThat(PseudonymKey.derive(new byte[PseudonymKey.SECRET_LENGTH], DATASET, 1))
                .hasToString("PseudonymKey[***]");
    }

    @Test
    void refusesASecretOfAnotherLength() {
        assertThatThrownBy(() -> PseudonymKey.derive(new byte[16], DATASET, 1))
                .hasMessage("a dataset secret has 32 bytes, this one 16");
    }
}
