package org.silobridge.contract.yaml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** Reads a whole small UTF-8 file, or says why not. */
public final class TextFile {
    /** The largest file that is read. */
    public static final int MAX_BYTES = 1 << 20;

    private TextFile() {}

    /** The text without its byte order mark. A refusal names the file by {@code name}. */
    public static Outcome<String> read(Path file, String name) {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            return refused(name, Reason.of("contract.file.missing", "file", file));
        } catch (IOException e) {
            return refused(
                    name,
                    Reason.of(
                            "contract.file.unreadable",
                            "file",
                            file,
                            "error",
                            e.getClass().getSimpleName() + ": " + e.getMessage()));
        }
        if (bytes.length > MAX_BYTES) {
            return refused(name, Reason.of("contract.file.too-large", "file", file, "bytes", MAX_BYTES));
        }
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Outcome.ok(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            return refused(name, Reason.of("contract.file.not-utf8", "file", file, "line", firstBadLine(bytes)));
        }
    }

    private static int firstBadLine(byte[] bytes) {
        int line = 1;
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '\n') {
                try {
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, i - start));
                } catch (CharacterCodingException e) {
                    return line;
                }
                start = i + 1;
                line++;
            }
        }
        return line;
    }

    private static <T> Outcome<T> refused(String name, Reason reason) {
        return Outcome.invalid(reason, List.of(new Violation(name, null, reason)));
    }
}
