package org.silobridge.contract.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.silobridge.contract.wire.ConfluentFraming.Framed;
import org.silobridge.model.Messages;
import org.silobridge.model.Outcome;

class ConfluentFramingTest {

    @Test
    void putsAZeroByteAndTheIdInFront() {
        assertThat(ConfluentFraming.frame(0x01020304, new byte[] {9, 8})).containsExactly(0, 1, 2, 3, 4, 9, 8);
    }

    @Property
    void whatWasFramedIsReadBack(@ForAll @IntRange int schemaId, @ForAll byte[] payload) {
        var framed =
                ConfluentFraming.read(ConfluentFraming.frame(schemaId, payload)).orThrow();

        var read = new byte[framed.payload().remaining()];
        framed.payload().get(read);
        assertThat(framed.schemaId()).isEqualTo(schemaId);
        assertThat(read).isEqualTo(payload);
    }

    @Property
    void noValueMakesItFail(@ForAll byte[] value) {
        var outcome = ConfluentFraming.read(value);

        assertThat(outcome instanceof Outcome.Ok).isEqualTo(value.length >= 5 && value[0] == 0 && value[1] >= 0);
    }

    @Test
    void saysWhatIsWrongWithAValue() {
        assertThat(code(new byte[] {0, 0, 0, 1})).isEqualTo("contract.wire.too-short");
        assertThat(code(new byte[] {1, 0, 0, 0, 1})).isEqualTo("contract.wire.unknown-framing");
        assertThat(code(new byte[] {0, -1, 0, 0, 1})).isEqualTo("contract.wire.schema-id");
    }

    @Test
    void framesNoNegativeId() {
        assertThatThrownBy(() -> ConfluentFraming.frame(-1, new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    private static String code(byte[] value) {
        var code = ((Outcome.Refused<Framed>) ConfluentFraming.read(value))
                .refusal()
                .reason()
                .code();
        assertThat(Messages.has(code, Locale.ENGLISH)).isTrue();
        assertThat(Messages.has(code, Locale.CHINESE)).isTrue();
        return code;
    }
}
