package org.silobridge.catalogue.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.silobridge.ledger.Checkpoint;
import org.silobridge.ledger.Frontier;
import org.silobridge.ledger.MalformedException;
import org.silobridge.ledger.NoteSigner;
import org.silobridge.ledger.NoteVerifier;
import org.silobridge.ledger.SignedNote;

/**
 * A signer whose key and state are two files of this machine, both readable by their owner alone. The key file has
 * the private key (PKCS#8) and the public key in PEM, and is made at the first start. The state file says what was
 * signed last; it is on disk, whole, before a signature leaves this class, and read again for each: replicas share the
 * two files, and a lock beside them lets one at a time sign.
 *
 * <p>Where the state was lost, nothing is signed until an operator decides that the database is to be taken as it is,
 * by putting an empty file {@code <state file>.adopt} beside it. It is used up by one adoption. A signer that adopted
 * cannot tell whether that database is older than what it signed.
 */
public final class FileSigner implements Signer {
    private static final String STATE = "silobridge-signer-state/1";
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";
    /** Who signs in this process: a file's lock keeps other processes out, and fails where its own one has it. */
    private static final Lock HERE = new ReentrantLock();

    private final String origin;
    private final Path stateFile;
    private final Path adoptFile;
    private final NoteSigner signer;
    /** What was signed last, as far as this process knows; null if it does not. */
    private @Nullable Frontier signed;

    private FileSigner(String origin, Path stateFile, NoteSigner signer, @Nullable Frontier signed) {
        this.origin = origin;
        this.stateFile = stateFile;
        this.adoptFile = stateFile.resolveSibling(stateFile.getFileName() + ".adopt");
        this.signer = signer;
        this.signed = signed;
    }

    /**
     * Opens the signer, and makes the key where there is neither key nor state yet.
     *
     * @param origin the ledger's name, like {@code exchange.example/ledger}; no spaces, no {@code +}
     * @throws IOException if a file cannot be read or written, or is not what it should be
     */
    public static FileSigner open(String origin, Path keyFile, Path stateFile) throws IOException {
        try (var alone = alone(stateFile)) {
            boolean haveKey = Files.exists(keyFile);
            var state = Files.exists(stateFile) ? readState(stateFile, origin) : null;
            if (!haveKey && state != null && state.size() > 0) {
                throw new IOException("the signing key " + keyFile + " is missing, but " + stateFile
                        + " says that it signed " + state.size() + " entries: bring the key back");
            }
            if (!haveKey) {
                state = new Frontier();
                writeState(stateFile, origin, state); // Before the key: a key without state means that state was lost.
                writeKey(keyFile, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
            }
            return new FileSigner(origin, stateFile, new NoteSigner(origin, readKey(keyFile)), state);
        } catch (MalformedException | GeneralSecurityException e) {
            throw new IOException("the ledger's signer cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Being the one that signs. */
    private record Alone(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } finally {
                HERE.unlock();
            }
        }
    }

    /** Waits for who is at it, replica or not; the lock goes with what is returned, and with the process. */
    private static Alone alone(Path stateFile) throws IOException {
        HERE.lock();
        try {
            return new Alone(locked(stateFile.resolveSibling(stateFile.getFileName() + ".lock")));
        } catch (IOException | RuntimeException e) {
            HERE.unlock();
            throw e;
        }
    }

    private static FileChannel locked(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.lock();
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public NoteVerifier verifierKey() {
        return signer.verifier();
    }

    @Override
    public Answer sign(Head head, String newestNote, LeafHashes leaves) {
        try (var alone = alone(stateFile)) {
            recall();
            return signAlone(head, newestNote, leaves);
        } catch (IOException | MalformedException e) {
            throw new IllegalStateException("the signer's state cannot be read, so nothing is signed", e);
        }
    }

    /** Another replica may have signed since. What this one knows stays where the file was lost or set back. */
    private void recall() throws IOException, MalformedException {
        var known = signed;
        var kept = Files.exists(stateFile) ? readState(stateFile, origin) : null;
        if (kept != null && (known == null || kept.size() > known.size())) {
            signed = kept;
        }
    }

    private Answer signAlone(Head head, String newestNote, LeafHashes leaves) {
        try {
            var newest = newestNote.isEmpty() ? null : SignedNote.parse(newestNote);
            var known = newest == null ? null : Checkpoint.parse(newest.text());
            // The state is on disk before a note leaves, so it is never behind a note of this key.
            var last = signed;
            if (last != null && (known == null || known.size() <= last.size())) {
                return extended(last, head, leaves);
            }
            if (newest == null || known == null || !Files.exists(adoptFile)) {
                return new Answer.Refused(
                        Cause.STATE_LOST,
                        "the signer does not know what was signed last: bring " + stateFile
                                + " back, or decide to take the database as it is, and create the file " + adoptFile);
            }
            var answer = adopted(newest, known, head, leaves);
            if (answer instanceof Answer.Signed) {
                Files.delete(adoptFile);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + adoptFile + " cannot be removed, so nothing is signed", e);
        } catch (MalformedException e) {
            return new Answer.Refused(
                    Cause.HISTORY_CHANGED, "the database's newest checkpoint is damaged: " + e.getMessage());
        }
    }

    private Answer adopted(SignedNote note, Checkpoint checkpoint, Head head, LeafHashes leaves)
            throws MalformedException {
        if (note.verify(List.of(signer.verifier())) != SignedNote.Verdict.SIGNED) {
            return new Answer.Refused(Cause.NOT_ADOPTABLE, "the newest checkpoint is not signed by this key");
        }
        var tree = grown(signed == null ? new Frontier() : signed, checkpoint.size(), leaves);
        if (!checkpoint.origin().equals(origin)
                || tree.size() != checkpoint.size()
                || !tree.root().equals(checkpoint.root())) {
            return new Answer.Refused(
                    Cause.NOT_ADOPTABLE, "the entries do not lead to the newest checkpoint that this key signed");
        }
        return extended(tree, head, leaves);
    }

    private Answer extended(Frontier last, Head head, LeafHashes leaves) {
        if (head.size() < last.size()) {
            return new Answer.Refused(
                    Cause.SHORTER_THAN_SIGNED,
                    "the database has " + head.size() + " entries, but " + last.size()
                            + " were signed: it is an older copy, or another one");
        }
        var tree = grown(last, head.size(), leaves);
        if (tree.size() != head.size() || !tree.root().equals(head.root())) {
            return new Answer.Refused(
                    Cause.HISTORY_CHANGED,
                    "the database's head of size " + head.size() + " does not extend the " + last.size()
                            + " entries that were signed");
        }
        if (signed == null || head.size() > last.size()) {
            try {
                writeState(stateFile, origin, tree);
            } catch (IOException e) {
                throw new UncheckedIOException("the signer's state cannot be written, so nothing is signed", e);
            }
        }
        signed = tree;
        return new Answer.Signed(
                signer.sign(new Checkpoint(origin, tree.size(), tree.root()).text())
                        .toString(),
                tree.copy());
    }

    private static Frontier grown(Frontier from, long size, LeafHashes leaves) {
        var tree = from.copy();
        if (size > tree.size()) {
            leaves.between(tree.size(), size).forEachRemaining(tree::append);
        }
        return tree;
    }

    private static Frontier readState(Path file, String origin) throws IOException, MalformedException {
        var lines = Files.readString(file).split("\n", -1);
        if (lines.length != 5 || !lines[0].equals(STATE) || !lines[1].equals(origin) || !lines[4].isEmpty()) {
            throw new MalformedException(file + " is not the state of a signer of " + origin);
        }
        try {
            return Frontier.of(Long.parseLong(lines[2]), Base64.getDecoder().decode(lines[3]));
        } catch (IllegalArgumentException e) {
            throw new MalformedException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    private static void writeState(Path file, String origin, Frontier tree) throws IOException {
        write(
                file,
                String.join(
                        "\n",
                        STATE,
                        origin,
                        String.valueOf(tree.size()),
                        Base64.getEncoder().encodeToString(tree.toBytes()),
                        ""));
    }

    private static void writeKey(Path file, KeyPair keys) throws IOException {
        write(
                file,
                pem(PRIVATE, keys.getPrivate().getEncoded())
                        + pem(PUBLIC, keys.getPublic().getEncoded()));
    }

    private static KeyPair readKey(Path file) throws IOException, GeneralSecurityException, MalformedException {
        var text = Files.readString(file);
        var ed25519 = KeyFactory.getInstance("Ed25519");
        return new KeyPair(
                ed25519.generatePublic(new X509EncodedKeySpec(fromPem(file, PUBLIC, text))),
                ed25519.generatePrivate(new PKCS8EncodedKeySpec(fromPem(file, PRIVATE, text))));
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label
                + "-----\n";
    }

    private static byte[] fromPem(Path file, String label, String text) throws MalformedException {
        var begin = "-----BEGIN " + label + "-----\n";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + label + "-----", Math.max(from, 0));
        if (from < 0 || to < 0) {
            throw new MalformedException(file + " has no " + label + " in PEM");
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw new MalformedException(file + " is damaged", e);
        }
    }

    /** Whole or not at all, even if the power fails: written beside, forced to disk, renamed, and the rename forced. */
    private static void write(Path file, String content) throws IOException {
        var beside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var posix = Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix");
        try (var out = posix
                ? FileChannel.open(
                        beside,
                        options,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : FileChannel.open(beside, options)) {
            var bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        try {
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system of " + file + " cannot replace a file in one step", e);
        }
        if (posix) {
            try (var directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }
}
