package org.silobridge.ledger;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the ledger, version 1. Its bytes are its canonical JSON (RFC 8785); they are what is hashed, stored
 * and exported, and there is exactly one spelling of each entry.
 *
 * <p>An entry is part of two orders: its place in the ledger, which the Merkle tree fixes, and the chain of its
 * object: the n-th entry about an object has {@code objectVersion} n and carries the leaf hash of the one before.
 *
 * <p>Values in the body are strings, whole numbers from -(2^53-1) to 2^53-1, booleans, and lists and maps of them;
 * what is absent is left out, not null; strings hold no U+0000 and no lone surrogates (a database must be able to read
 * them). No personal data and no secrets; what is large stands there by its digest.
 *
 * @param type what happened, {@code <object>.<what>}, for example {@code grant.approved}
 * @param id unique in the ledger
 * @param time when it was decided, to the millisecond
 * @param actor who decided: an actor id, or {@code system}
 * @param department the department the entry concerns; null where there is none
 * @param object id of the object it is about
 * @param objectVersion which entry about this object it is, from 1
 * @param previous leaf hash of the object's previous entry; null exactly when {@code objectVersion} is 1
 * @param body what there is to say beyond that
 */
public record LedgerEntry(
        String type,
        String id,
        Instant time,
        String actor,
        @Nullable String department,
        String object,
        long objectVersion,
        @Nullable Hash previous,
        Map<String, Object> body) {

    /** The version of the format that this class reads and writes. */
    public static final long VERSION = 1;

    /** The most bytes that the canonical form may have. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final Pattern TYPE = Pattern.compile("[a-z]+(-[a-z]+)*\\.[a-z]+(-[a-z]+)*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._~:/@-]{0,198}[A-Za-z0-9])?");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z");
    private static final Set<String> MEMBERS =
            Set.of("v", "type", "id", "time", "actor", "department", "object", "objectVersion", "previous", "body");

    public LedgerEntry {
        check(TYPE.matcher(type).matches(), "type", type);
        check(NAME.matcher(id).matches(), "id", id);
        check(TIME.matcher(time.toString()).matches(), "time", time);
        check(NAME.matcher(actor).matches(), "actor", actor);
        check(department == null || NAME.matcher(department).matches(), "department", department);
        check(NAME.matcher(object).matches(), "object", object);
        check(objectVersion >= 1 && objectVersion <= Json.MAX_NUMBER, "objectVersion", objectVersion);
        check((previous == null) == (objectVersion == 1), "previous", previous);
        body = Json.copyOf(body);
    }

    private static void check(boolean holds, String member, @Nullable Object value) {
        if (!holds) {
            throw new IllegalArgumentException("ledger entry: " + member + " must not be \"" + value + "\"");
        }
    }

    /**
     * The canonical bytes.
     *
     * @throws IllegalArgumentException if they are more than {@link #MAX_BYTES}: put large things in by digest
     */
    public byte[] canonicalBytes() {
        var members = new LinkedHashMap<String, @Nullable Object>();
        members.put("v", VERSION);
        members.put("type", type);
        members.put("id", id);
        members.put("time", time.toString());
        members.put("actor", actor);
        members.put("department", department);
        members.put("object", object);
        members.put("objectVersion", objectVersion);
        members.put("previous", previous == null ? null : previous.toBase64());
        members.put("body", body);
        try {
            var bytes = new JsonCanonicalizer(Json.write(members)).getEncodedUTF8();
            if (bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException("ledger entry " + id + " (" + type + ") has " + bytes.length
                        + " bytes, more than " + MAX_BYTES + ": put what is large in by its digest");
            }
            return bytes;
        } catch (IOException e) {
            throw new IllegalStateException("what Json writes is JSON", e);
        }
    }

    /** The leaf hash of this entry in the Merkle tree. */
    public Hash leafHash() {
        return MerkleTree.leafHash(canonicalBytes());
    }

    /**
     * Reads the canonical bytes of an entry.
     *
     * @throws MalformedException unless they are exactly what {@link #canonicalBytes} would write: another spelling,
     *     an unknown or missing member, another version, a value out of its form
     */
    public static LedgerEntry parse(byte[] bytes) throws MalformedException {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedException("an entry has at most " + MAX_BYTES + " bytes, this one " + bytes.length);
        }
        var members = Json.parse(Encoding.utf8(bytes));
        if (!members.keySet().equals(MEMBERS)) {
            throw new MalformedException("an entry has the members "
                    + MEMBERS.stream().sorted().toList() + ", this one " + members.keySet());
        }
        if (!Long.valueOf(VERSION).equals(members.get("v"))) {
            throw new MalformedException("version 1 is known here, this entry is of version " + members.get("v"));
        }
        try {
            var previous = optionalText(members, "previous");
            var entry = new LedgerEntry(
                    text(members, "type"),
                    text(members, "id"),
                    Instant.parse(text(members, "time")),
                    text(members, "actor"),
                    optionalText(members, "department"),
                    text(members, "object"),
                    member(members, "objectVersion", Long.class),
                    previous == null ? null : Hash.fromBase64(previous),
                    Json.object(member(members, "body", Map.class)));
            if (!Arrays.equals(entry.canonicalBytes(), bytes)) {
                throw new MalformedException("not in canonical form (RFC 8785)");
            }
            return entry;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String text(Map<String, @Nullable Object> members, String name) throws MalformedException {
        return member(members, name, String.class);
    }

    private static @Nullable String optionalText(Map<String, @Nullable Object> members, String name)
            throws MalformedException {
        return members.get(name) == null ? null : text(members, name);
    }

    private static <T> T member(Map<String, @Nullable Object> members, String name, Class<T> type)
            throws MalformedException {
        var value = members.get(name);
        if (!type.isInstance(value)) {
            throw new MalformedException("member " + name + " is no " + type.getSimpleName() + ": " + value);
        }
        return type.cast(value);
    }
}
