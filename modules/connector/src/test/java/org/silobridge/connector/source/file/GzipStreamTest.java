package org.silobridge.connector.source.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GzipStreamTest {

    private static byte[] packed(byte[] plain) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] joined(List<byte[]> parts) {
        var all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] unpacked(byte[] packed, int buffer) throws IOException {
        try (var in = new GzipStream(new ByteArrayInputStream(packed), buffer)) {
            return in.readAllBytes();
        }
    }

    @Property(tries = 200)
    void givesAllMembersWhereverTheBufferEnds(
            @ForAll @Size(min = 1, max = 5) List<@Size(max = 300) byte[]> parts,
            @ForAll @IntRange(min = 1, max = 64) int buffer)
            throws IOException {
        var members = joined(parts.stream().map(GzipStreamTest::packed).toList());

        assertThat(unpacked(members, buffer)).isEqualTo(joined(parts));
    }

    /** The JDK's stream gives the first member and says that this is the end. */
    @Test
    void aSecondMemberThatIsDamagedIsNotTheEnd() {
        var first = packed("a\n".repeat(100).getBytes(UTF_8));
        var second = packed("b\n".repeat(100).getBytes(UTF_8));
        second[0] ^= 1;

        assertThatThrownBy(() -> unpacked(joined(List.of(first, second)), 4096)).isInstanceOf(ZipException.class);
    }

    @Test
    void whatIsCutOffAnywhereIsToldSo() {
        var whole = joined(List.of(packed("a\n".repeat(100).getBytes(UTF_8)), packed("b".getBytes(UTF_8))));
        int boundary = packed("a\n".repeat(100).getBytes(UTF_8)).length;

        for (int length = 0; length < whole.length; length++) {
            if (length == boundary) {
                continue; // a file of one member
            }
            var part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> unpacked(part, 16)).as("%d bytes", length).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void anyByteThatIsWrongInContentOrTrailerIsFound() {
        var whole = packed("0123456789".getBytes(UTF_8));
        for (int at = 10; at < whole.length; at++) {
            var damaged = whole.clone();
            damaged[at] ^= 1;
            assertThatThrownBy(() -> unpacked(damaged, 16)).as("byte %d", at).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anythingBehindTheLastMemberIsAFault() {
        var whole = packed("a".getBytes(UTF_8));

        assertThatThrownBy(() -> unpacked(Arrays.copyOf(whole, whole.length + 30), 16))
                .isInstanceOf(ZipException.class);
    }
}
