package org.silobridge.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.silobridge.sandbox.SandboxException.Code;

/**
 * PostgreSQL's programs, unpacked once beside the jar that Maven fetched: a tar, xz-compressed, in a jar. The xz
 * library is loaded from the runtime directory, so that it is not on the class path of whoever embeds the sandbox.
 */
final class PostgresDistribution {
    private static final int BLOCK = 512;

    private PostgresDistribution() {}

    /** The directory with {@code bin} and {@code lib}; safe against other processes that unpack at the same time. */
    static Path unpacked(Installation installation) {
        Path jar = installation.postgresJar();
        String name = String.valueOf(jar.getFileName());
        Path home = jar.resolveSibling(name.substring(0, name.length() - ".jar".length()));
        if (Files.isDirectory(home)) {
            return home;
        }
        Path lockFile = jar.resolveSibling(name + ".lock");
        // Threads of one process: a file lock is per process.
        synchronized (PostgresDistribution.class) {
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.isDirectory(home)) {
                    Path fresh = Files.createTempDirectory(jar.getParent(), "unpacking-");
                    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
                    try {
                        unpack(jar, installation.xzJar(), fresh);
                        Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
                    } finally {
                        DataDirectory.deleteTree(fresh);
                    }
                }
            } catch (IOException | ReflectiveOperationException e) {
                throw new SandboxException(
                        Code.ARTIFACT_MISSING,
                        "PostgreSQL cannot be unpacked from " + jar + ": " + e + ". If that file is damaged, delete "
                                + installation.directory() + " and build again.",
                        e);
            }
        }
        return home;
    }

    private static void unpack(Path jar, Path xzJar, Path target) throws IOException, ReflectiveOperationException {
        try (ZipFile zip = new ZipFile(jar.toFile());
                URLClassLoader xz =
                        new URLClassLoader(new URL[] {xzJar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
                InputStream compressed = zip.getInputStream(archive(zip));
                InputStream tar = (InputStream) xz.loadClass("org.tukaani.xz.XZInputStream")
                        .getConstructor(InputStream.class)
                        .newInstance(compressed)) {
            untar(tar, target);
        }
    }

    private static ZipEntry archive(ZipFile zip) throws IOException {
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            ZipEntry entry = entries.nextElement();
            if (entry.getName().endsWith(".txz")) {
                return entry;
            }
        }
        throw new IOException("no .txz in it");
    }

    /** Files, directories and symbolic links of a ustar or GNU archive; names up to 100 bytes and GNU's long names. */
    private static void untar(InputStream tar, Path target) throws IOException {
        String longName = "";
        String longLink = "";
        while (true) {
            byte[] header = tar.readNBytes(BLOCK);
            if (header.length < BLOCK || header[0] == 0) {
                return;
            }
            String name = longName.isEmpty() ? text(header, 0, 100) : longName;
            String link = longLink.isEmpty() ? text(header, 157, 100) : longLink;
            int mode = Integer.parseInt(text(header, 100, 8).trim(), 8);
            long size = Long.parseLong(text(header, 124, 12).trim(), 8);
            char type = (char) header[156];
            longName = "";
            longLink = "";
            Path file = target.resolve(name).normalize();
            if (!file.startsWith(target)) {
                throw new IOException("an entry outside of the archive: " + name);
            }
            switch (type) {
                case '5' -> Files.createDirectories(file);
                case '2' -> {
                    createParent(file);
                    Files.createSymbolicLink(file, Path.of(link));
                }
                case 'L', 'K' -> {
                    ByteArrayOutputStream text = new ByteArrayOutputStream();
                    copy(tar, size, text);
                    String value = text.toString(StandardCharsets.UTF_8).replace("\0", "");
                    if (type == 'L') {
                        longName = value;
                    } else {
                        longLink = value;
                    }
                }
                case '0', '\0' -> {
                    createParent(file);
                    try (var out = Files.newOutputStream(file)) {
                        copy(tar, size, out);
                    }
                    Files.setPosixFilePermissions(
                            file, PosixFilePermissions.fromString((mode & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
                }
                default -> throw new IOException("an entry of unknown type '" + type + "': " + name);
            }
        }
    }

    private static void createParent(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
    }

    private static void copy(InputStream tar, long size, java.io.OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = size;
        while (left > 0) {
            int n = tar.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new EOFException("the archive ends early");
            }
            out.write(buffer, 0, n);
            left -= n;
        }
        tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }
}
