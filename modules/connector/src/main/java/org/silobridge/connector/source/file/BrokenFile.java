package org.silobridge.connector.source.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.silobridge.connector.source.InPlaceOfRow;
import org.silobridge.model.Reason;

/** A file that cannot be read, or not further, in the place of the rows it does not give. */
record BrokenFile(String part, Reason reason, long rawLength, String rawDigest) implements InPlaceOfRow {

    /**
     * What stands for {@code file}, if it is the one in which the fault was found: its {@linkplain Upcoming#stampOf stamp}
     * is still the same when all of its bytes have been digested. Else nothing: the fault is not that of the bytes that
     * are there now, and they must not be known as broken.
     *
     * @throws org.silobridge.model.RefusedException if it is there and cannot be read
     */
    static Optional<BrokenFile> of(Path file, String part, Reason reason, String stamp) {
        try {
            var broken = new BrokenFile(part, reason, Files.size(file), Digests.of(file));
            return Upcoming.stampOf(file).equals(stamp) ? Optional.of(broken) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw FileTrouble.refused(part, e);
        }
    }

    @Override
    public Optional<Reason> fault() {
        return Optional.of(reason);
    }
}
