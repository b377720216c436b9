package org.silobridge.it.canary;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds texts in bytes, in each way in which they may have been written there: UTF-8, GB18030, UTF-16 of both orders,
 * JSON's escapes, and base64 and hexadecimal of the first two.
 */
final class TextSearch {
    private static final int CHUNK = 1 << 20;
    private static final byte[] ZEROS = new byte[2 * CHUNK];
    private static final Charset GB18030 = Charset.forName("GB18030");

    /** By their first two bytes. */
    private final Map<Integer, List<Pattern>> patterns = new HashMap<>();

    private final boolean[] starts = new boolean[1 << 16];

    private int longest;

    private static final class Pattern {
        final String what;
        final String encoding;
        final byte[] bytes;

        Pattern(String what, String encoding, byte[] bytes) {
            this.what = what;
            this.encoding = encoding;
            this.bytes = bytes;
        }
    }

    TextSearch(Collection<String> texts) {
        for (var text : texts) {
            if (text.codePointCount(0, text.length()) < 3) {
                throw new IllegalArgumentException("too short, chance would find it: " + text);
            }
            var utf8 = text.getBytes(StandardCharsets.UTF_8);
            var gb18030 = text.getBytes(GB18030);
            add(text, "UTF-8", utf8);
            add(text, "UTF-16BE", text.getBytes(StandardCharsets.UTF_16BE));
            add(text, "UTF-16LE", text.getBytes(StandardCharsets.UTF_16LE));
            if (text.chars().anyMatch(unit -> unit > 0x7f)) {
                add(text, "JSON escapes", ascii(escaped(text, "\\u%04x")));
                add(text, "JSON escapes", ascii(escaped(text, "\\u%04X")));
            }
            encoded(text, "UTF-8", utf8);
            if (!Arrays.equals(utf8, gb18030)) {
                add(text, "GB18030", gb18030);
                encoded(text, "GB18030", gb18030);
            }
        }
    }

    private void encoded(String text, String encoding, byte[] bytes) {
        add(text, "hexadecimal of " + encoding, ascii(HexFormat.of().formatHex(bytes)));
        add(
                text,
                "hexadecimal of " + encoding,
                ascii(HexFormat.of().withUpperCase().formatHex(bytes)));
        // Three ways to fall on base64's groups of three bytes; what hangs together with the neighbours is cut off.
        for (int before = 0; before < 3; before++) {
            var shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            int from = before == 0 ? 0 : before + 1;
            int to = shifted.length * 8 / 6;
            var standard = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            add(text, "base64 of " + encoding, ascii(standard.substring(from, to)));
            add(
                    text,
                    "base64 of " + encoding,
                    ascii(standard.substring(from, to).replace('+', '-').replace('/', '_')));
        }
    }

    private static String escaped(String text, String format) {
        return text.chars()
                .mapToObj(unit -> unit > 0x7f ? String.format(Locale.ROOT, format, unit) : Character.toString(unit))
                .collect(Collectors.joining());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void add(String what, String encoding, byte[] bytes) {
        int start = start(bytes, 0);
        patterns.computeIfAbsent(start, none -> new ArrayList<>()).add(new Pattern(what, encoding, bytes));
        starts[start] = true;
        longest = Math.max(longest, bytes.length);
    }

    private static int start(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }

    /** In all bytes of a stream, however long. */
    Set<Find> in(String place, InputStream stream) throws IOException {
        var finds = new LinkedHashSet<Find>();
        var buffer = new byte[CHUNK + longest];
        int kept = 0;
        while (true) {
            int read = stream.readNBytes(buffer, kept, CHUNK);
            int length = kept + read;
            search(place, buffer, length, finds);
            if (read < CHUNK) {
                return finds;
            }
            kept = Math.min(longest - 1, length);
            System.arraycopy(buffer, length - kept, buffer, 0, kept);
        }
    }

    Set<Find> in(String place, ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return in(place, copy);
    }

    Set<Find> in(String place, byte[] bytes) {
        var finds = new LinkedHashSet<Find>();
        search(place, bytes, bytes.length, finds);
        return finds;
    }

    private void search(String place, byte[] bytes, int length, Set<Find> finds) {
        // Kafka's preallocated index files are mostly holes.
        if (length <= ZEROS.length && Arrays.equals(bytes, 0, length, ZEROS, 0, length)) {
            return;
        }
        for (int at = 0; at + 1 < length; at++) {
            int start = start(bytes, at);
            if (starts[start]) {
                for (var pattern : patterns.getOrDefault(start, List.of())) {
                    int end = at + pattern.bytes.length;
                    if (end <= length && Arrays.equals(bytes, at, end, pattern.bytes, 0, pattern.bytes.length)) {
                        finds.add(new Find(pattern.what, pattern.encoding, place));
                    }
                }
            }
        }
    }
}
