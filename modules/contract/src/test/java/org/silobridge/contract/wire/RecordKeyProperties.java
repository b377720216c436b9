package org.silobridge.contract.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RecordKeyProperties {

    /** That the texts can be had back shows that different texts never give the same key. */
    @Property
    void theTextsCanBeHadBackFromTheKey(@ForAll("texts") List<String> texts) {
        var parts = RecordKey.of(texts).split("\\|", -1);

        assertThat(Arrays.stream(parts).map(RecordKeyProperties::unescaped)).isEqualTo(texts);
    }

    @Property
    void theKeyHasNoControlCharacter(@ForAll("texts") List<String> texts) {
        assertThat(RecordKey.of(texts).chars().noneMatch(Character::isISOControl))
                .isTrue();
    }

    @Property
    void aNormalisedTextIsNotNormalisedFurther(@ForAll("text") String text) {
        var once = unescaped(new RecordKey().string(text).text());

        assertThat(unescaped(new RecordKey().string(once).text())).isEqualTo(once);
    }

    @Property
    void theBytesAreTheTextInUtf8(@ForAll("texts") List<String> texts) {
        var key = new RecordKey();
        texts.forEach(key::string);

        assertThat(new String(key.utf8(), StandardCharsets.UTF_8)).isEqualTo(key.text());
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return text().list().ofMinSize(1).ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> text() {
        var awkward = Arbitraries.of(
                0x00, 0x09, 0x1F, 0x20, 0x25, 0x37, 0x43, 0x7C, 0x7F, 0x80, 0x9F, 0xA0, 0xC2, 0x2B, 0x301, 0x3000,
                0x4E2D, 0x20164, 0xFEFF);
        var any = Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
        return Arbitraries.oneOf(awkward, any)
                .list()
                .ofMaxSize(8)
                .map(points -> points.stream()
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append))
                .map(StringBuilder::toString);
    }

    private static String unescaped(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
