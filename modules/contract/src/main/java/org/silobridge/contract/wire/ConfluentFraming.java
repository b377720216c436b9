package org.silobridge.contract.wire;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;

/**
 * Confluent's wire format: a zero byte, the schema id as four bytes big-endian, Avro binary. Every client in every
 * language that speaks it reads our values with the decoder it has.
 */
public final class ConfluentFraming {
    /** Bytes before the Avro binary. */
    public static final int HEADER_LENGTH = 5;

    private static final byte MAGIC = 0;

    private ConfluentFraming() {}

    /**
     * A framed value taken apart.
     *
     * @param payload the Avro binary, a read-only view of the value
     */
    public record Framed(int schemaId, ByteBuffer payload) {}

    /** The value on the wire for {@code payload}, the Avro binary. */
    public static byte[] frame(int schemaId, byte[] payload) {
        var framed = new byte[HEADER_LENGTH + payload.length];
        writeHeader(schemaId, framed);
        System.arraycopy(payload, 0, framed, HEADER_LENGTH, payload.length);
        return framed;
    }

    /**
     * Writes the header into the first bytes of {@code target}, for encoders that put the payload there themselves.
     *
     * @throws IllegalArgumentException if the id is negative
     */
    public static void writeHeader(int schemaId, byte[] target) {
        if (schemaId < 0) {
            throw new IllegalArgumentException("not a schema id: " + schemaId);
        }
        target[0] = MAGIC;
        target[1] = (byte) (schemaId >>> 24);
        target[2] = (byte) (schemaId >>> 16);
        target[3] = (byte) (schemaId >>> 8);
        target[4] = (byte) schemaId;
    }

    /**
     * Takes a value apart. Refused: {@code contract.wire.too-short}, {@code contract.wire.unknown-framing} (another
     * first byte), {@code contract.wire.schema-id} (a negative id).
     */
    public static Outcome<Framed> read(byte[] value) {
        if (value.length < HEADER_LENGTH) {
            return refused(Reason.of("contract.wire.too-short", "length", value.length));
        }
        if (value[0] != MAGIC) {
            return refused(Reason.of(
                    "contract.wire.unknown-framing", "first", HexFormat.of().toHexDigits(value[0])));
        }
        var buffer = ByteBuffer.wrap(value).asReadOnlyBuffer().position(1);
        int schemaId = buffer.getInt();
        return schemaId < 0
                ? refused(Reason.of("contract.wire.schema-id", "schemaId", schemaId))
                : Outcome.ok(new Framed(schemaId, buffer.slice()));
    }

    private static Outcome<Framed> refused(Reason reason) {
        return Outcome.refused(Refusal.Kind.INVALID, reason);
    }
}
