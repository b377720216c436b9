package org.silobridge.connector.source.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class Utf8Test {
    /** Where the classes of bytes begin and end. */
    private static final int[] BORDERS = {
        0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF,
        0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
    };

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void takesWhatTheDecoderTakesOfAllBorders() {
        // More than a million: asserted together.
        var wrong = new ArrayList<String>();
        for (int a : BORDERS) {
            for (int b : BORDERS) {
                for (int c : BORDERS) {
                    for (int d : BORDERS) {
                        var bytes = new byte[] {(byte) a, (byte) b, (byte) c, (byte) d};
                        for (int length = 1; length <= 4; length++) {
                            var cut = java.util.Arrays.copyOf(bytes, length);
                            if (Utf8.isValid(cut, 0, length) != decodes(cut)) {
                                wrong.add("%x %x %x %x, %d".formatted(a, b, c, d, length));
                            }
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Property
    void takesWhatTheDecoderTakes(@ForAll("bytes") byte[] bytes) {
        assertThat(Utf8.isValid(bytes, 0, bytes.length)).isEqualTo(decodes(bytes));
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        var text = Arbitraries.of("plain ascii text", "中文", "é", "😀", "a")
                .map(part -> part.getBytes(StandardCharsets.UTF_8));
        var wild = Arbitraries.integers().between(0, 255).map(octet -> new byte[] {octet.byteValue()});
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(9, text), net.jqwik.api.Tuple.of(1, wild))
                .list()
                .ofMaxSize(20)
                .map(Utf8Test::joined);
    }

    private static byte[] joined(List<byte[]> parts) {
        var all = new java.io.ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
