package org.silobridge.ledger;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;

/**
 * What a person signs with a key of their own ({@link ActorKey}): members as a ledger entry's body may have them, in
 * canonical JSON (RFC 8785). Its first words, {@code sign}, say what for, so that a signature for one thing is none for
 * another; key and time name it: no key signs two statements of one time.
 */
public record Statement(Map<String, Object> members) {
    /** What {@code sign} is of a decision. */
    static final String DECISION = "silobridge-decision/1";
    /** What {@code sign} is of a key whose holder shows that they have its other half. */
    static final String KEY = "silobridge-signing-key/1";

    public Statement {
        members = Json.copyOf(members);
    }

    /**
     * A decision; what is decided is added with {@link #with}.
     *
     * @param exchange the ledger's origin
     * @param key id of the key that signs
     * @param at by the clock of who signs, to the millisecond
     * @param object id of what is decided about
     */
    public static Statement decision(
            String exchange, String actor, String key, Instant at, Decision decision, String object) {
        return new Statement(Map.of(
                "sign", DECISION,
                "exchange", exchange,
                "actor", actor,
                "key", key,
                "at", at.toString(),
                "decision", decision.word(),
                "object", object));
    }

    /**
     * That whoever has the other half of a key is this actor.
     *
     * @param department for whose decisions; null: of the exchange's own people
     */
    public static Statement possession(
            String exchange, String actor, ActorKey key, @Nullable String department, Instant at) {
        var bare = new Statement(Map.of(
                "sign",
                KEY,
                "exchange",
                exchange,
                "actor",
                actor,
                "key",
                key.id(),
                "publicKey",
                key.toString(),
                "at",
                at.toString()));
        return department == null ? bare : bare.with("department", department);
    }

    /** With one more member. */
    public Statement with(String name, Object value) {
        var more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Statement(more);
    }

    /** With what a department is given: at most these groups, in the order of their names, and for how long. */
    public Statement giving(List<String> groups, List<String> jurisdictions, int days) {
        return with("groups", groups.stream().sorted().toList())
                .with("jurisdictions", jurisdictions.stream().sorted().toList())
                .with("days", (long) days);
    }

    /** What is signed. */
    public byte[] canonicalBytes() {
        try {
            return new JsonCanonicalizer(Json.write(new LinkedHashMap<>(members))).getEncodedUTF8();
        } catch (IOException e) {
            throw new IllegalStateException("what Json writes is JSON", e);
        }
    }

    /** The canonical text. */
    @Override
    public String toString() {
        return new String(canonicalBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
