package org.silobridge.catalogue.key;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.silobridge.contract.yaml.OwnerOnly;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;

/**
 * The keyset as a file that only its owner may read: {@code {"version": 1, "current": 2, "keys": {"1": "<base64 of 32
 * bytes>", "2": …}}}. To change the wrapping key an operator adds a key under the next number and points {@code current}
 * to it; older keys stay as long as they wrap something.
 */
final class KeysetFile {
    private static final int VERSION = 1;
    private static final Set<String> MEMBERS = Set.of("version", "current", "keys");
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path path;

    KeysetFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    boolean exists() {
        return Files.exists(path);
    }

    /**
     * Makes the file with one new key. If another process made it in the meantime, that one stands and nothing is
     * changed. The file is whole or not there, whatever happens in between.
     */
    Outcome<Keyset> create(SecureRandom random) {
        var key = new byte[Keyset.KEY_LENGTH];
        random.nextBytes(key);
        try {
            write(key);
        } catch (IOException e) {
            return refused("catalogue.key.keyset-unwritable", "error", e.toString());
        } finally {
            Arrays.fill(key, (byte) 0);
        }
        return read();
    }

    Outcome<Keyset> read() {
        byte[] bytes;
        try {
            var open = OwnerOnly.fault(path);
            if (open.isPresent()) {
                return Outcome.refused(Refusal.Kind.INVALID, open.get());
            }
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return refused("catalogue.key.keyset-unreadable", "error", "it does not exist");
        } catch (IOException e) {
            return refused("catalogue.key.keyset-unreadable", "error", e.toString());
        }
        try {
            return Outcome.ok(keyset(JSON.readTree(bytes)));
        } catch (JsonProcessingException e) {
            return refused(
                    "catalogue.key.keyset-malformed",
                    "error",
                    "no JSON at line " + e.getLocation().getLineNr());
        } catch (IOException | IllegalArgumentException e) {
            return refused("catalogue.key.keyset-malformed", "error", String.valueOf(e.getMessage()));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static Keyset keyset(JsonNode file) {
        for (var names = file.fieldNames(); names.hasNext(); ) {
            var name = names.next();
            if (!MEMBERS.contains(name)) {
                throw new IllegalArgumentException("unknown member \"" + name + "\"");
            }
        }
        if (file.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException("version is not " + VERSION);
        }
        var keys = new TreeMap<Integer, byte[]>();
        try {
            for (Map.Entry<String, JsonNode> key : file.path("keys").properties()) {
                keys.put(version(key.getKey()), decoded(key.getKey(), key.getValue()));
            }
            return new Keyset(file.path("current").asInt(), keys);
        } finally {
            keys.values().forEach(key -> Arrays.fill(key, (byte) 0));
        }
    }

    private static int version(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not the version of a key", e);
        }
    }

    private static byte[] decoded(String version, JsonNode base64) {
        try {
            return Base64.getDecoder().decode(base64.asText());
        } catch (IllegalArgumentException e) {
            // The decoder's own message would quote a part of the key.
            throw new IllegalArgumentException("key version " + version + " is not base64");
        }
    }

    private void write(byte[] key) throws IOException {
        var text = JSON.createObjectNode().put("version", VERSION).put("current", 1);
        text.putObject("keys").put("1", Base64.getEncoder().encodeToString(key));
        var directory = path.getParent();
        Files.createDirectories(directory);
        var whole = Files.createTempFile(
                directory, path.getFileName() + ".", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            try (var file = FileChannel.open(whole, StandardOpenOption.WRITE)) {
                var bytes =
                        ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(text));
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(true);
            }
            Files.createLink(path, whole); // where there is one it fails, and a move would not
        } catch (FileAlreadyExistsException madeByAnother) {
            return;
        } finally {
            Files.deleteIfExists(whole);
        }
        try (var entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    private Outcome<Keyset> refused(String code, String name, String value) {
        return Outcome.refused(Refusal.Kind.INVALID, Reason.of(code, "file", path, name, value));
    }
}
