package org.silobridge.connector.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/** A row of a database: texts by column. Its bytes are the columns that were asked for, as a JSON object of texts. */
public final class TextRow implements SourceRow {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String part;
    private final long line;
    private final boolean deletes;
    private final boolean done;
    private final List<String> names;
    private final @Nullable String[] texts;
    private final int maxRowBytes;

    /**
     * @param names of the columns that were asked for, which are the ones that {@link #text} knows
     * @param texts by the index of {@code names}; null where there is no value. Not copied
     * @param maxRowBytes a larger row is faulty, and its bytes are not shown
     */
    public TextRow(
            String part,
            long line,
            boolean deletes,
            boolean done,
            List<String> names,
            @Nullable String[] texts,
            int maxRowBytes) {
        this.part = part;
        this.line = line;
        this.deletes = deletes;
        this.done = done;
        this.names = names;
        this.texts = texts;
        this.maxRowBytes = maxRowBytes;
    }

    @Override
    public String part() {
        return part;
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public boolean deletes() {
        return deletes;
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public Optional<Reason> fault() {
        return isTooLarge()
                ? Optional.of(Reason.of("contract.rule.row-too-large", "bytes", rawLength(), "max", maxRowBytes))
                : Optional.empty();
    }

    private boolean isTooLarge() {
        long characters = 0;
        for (var text : texts) {
            characters += text == null ? 0 : text.length();
        }
        // A character has at most three bytes: most rows need not be encoded to know.
        return characters > maxRowBytes || (characters * 3 > maxRowBytes && rawLength() > maxRowBytes);
    }

    @Override
    public String text(int column) {
        return Objects.requireNonNullElse(texts[column], "");
    }

    @Override
    public String encoding() {
        return "UTF-8";
    }

    @Override
    public long rawLength() {
        return bytes(null).length;
    }

    @Override
    public String rawDigest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(null)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte @Nullable [] raw(@Nullable Set<String> kept) {
        return isTooLarge() ? null : bytes(kept);
    }

    private byte[] bytes(@Nullable Set<String> kept) {
        var json = JSON.createObjectNode();
        for (int i = 0; i < names.size(); i++) {
            var name = names.get(i);
            json.put(name, kept == null || kept.contains(name) ? texts[i] : "");
        }
        try {
            return JSON.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
