package org.silobridge.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.silobridge.sandbox.SandboxException.Code;

/**
 * The state of one sandbox on disk, held by an exclusive lock as long as the sandbox lives. Readable by its user alone.
 *
 * <pre>
 * sandbox.lock         held by the living sandbox
 * secrets.properties   generated once
 * ports.properties     what was used last, used again where it is free
 * run/                 process ids of the children, start-up files
 * logs/SERVICE.log
 * postgres/ kafka/ registry/
 * tls/                 where clients are spoken to in TLS: key and certificate
 * </pre>
 */
final class DataDirectory implements AutoCloseable {
    private static final String TEMPORARY_PREFIX = "silobridge-sandbox-";
    private static final long FREE_BYTES_NEEDED = 500L << 20;
    private static final Duration PREDECESSOR_ENDS_WITHIN = Duration.ofSeconds(10);
    /** Below the range from which the system takes ports for outgoing connections: a restart finds its port free. */
    private static final int LOWEST_FREE_PORT = 10_240;

    private static final int HIGHEST_FREE_PORT = 32_000;

    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * What this JVM has locked. A file's lock is the process's: to open the file once more, only to see that it is locked,
     * and to close it would give the lock up, and the next sandbox to come would take this one for dead and sweep it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final boolean temporary;
    private final FileChannel channel;
    private final Map<String, String> secrets = new TreeMap<>();
    private final Map<String, String> ports = new TreeMap<>();

    private DataDirectory(Path path, boolean temporary, FileChannel channel) {
        this.path = path;
        this.temporary = temporary;
        this.channel = channel;
    }

    static DataDirectory open(SandboxOptions options) {
        Path path = null;
        try {
            boolean temporary = options.temporary();
            if (options.dataDirectory().isEmpty()) {
                sweepTemporary();
                path = Files.createTempDirectory(TEMPORARY_PREFIX);
            } else {
                path = options.dataDirectory().get().toAbsolutePath().normalize();
                createPrivate(path);
            }
            long free = options.freeSpace().bytes(path);
            if (free < FREE_BYTES_NEEDED) {
                if (options.dataDirectory().isEmpty()) {
                    Files.delete(path);
                }
                throw new SandboxException(
                        Code.DISK_FULL,
                        "The disk of " + path + " is too full for a sandbox: " + (free >> 20) + " MiB are free, and "
                                + (FREE_BYTES_NEEDED >> 20)
                                + " MiB are needed. Free some, or name a directory on another disk with --data-dir.");
            }
            FileChannel channel = lock(path);
            DataDirectory opened = new DataDirectory(path, temporary, channel);
            try {
                opened.awaitPredecessors();
                createPrivate(path.resolve("run"));
                createPrivate(path.resolve("logs"));
                opened.load("secrets.properties", opened.secrets);
                opened.load("ports.properties", opened.ports);
                return opened;
            } catch (IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
        } catch (IOException e) {
            throw new SandboxException(
                    Code.DIRECTORY_UNUSABLE,
                    (path == null ? System.getProperty("java.io.tmpdir") : path)
                            + " cannot be the sandbox's directory: " + why(e)
                            + ". It must be a directory that you may write to. Name another with --data-dir.",
                    e);
        }
    }

    Path path() {
        return path;
    }

    boolean temporary() {
        return temporary;
    }

    Path log(Service service) {
        return path.resolve("logs").resolve(service.slug() + ".log");
    }

    /** A file for starting up, replaced at each start. */
    Path run(String name) {
        return path.resolve("run").resolve(name);
    }

    /** The password of this name, made at its first use. */
    synchronized String secret(String name) {
        String known = secrets.get(name);
        if (known == null) {
            byte[] bytes = new byte[18];
            String made;
            do {
                RANDOM.nextBytes(bytes);
                made = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
                // Some command lines take a leading hyphen for an option.
            } while (made.startsWith("-"));
            known = made;
            secrets.put(name, known);
            store("secrets.properties", secrets);
        }
        return known;
    }

    /** The wanted port, which must be free; else the one used last, if free; else a free one. */
    synchronized int port(Service service, String name, @Nullable Integer wanted) {
        int port;
        if (wanted != null) {
            if (!isFree(wanted)) {
                throw new SandboxException(
                        Code.PORT_TAKEN,
                        "Port " + wanted + " on 127.0.0.1, which you chose for " + service.within()
                                + ", is taken. Stop what listens there, or choose another port, or none: then a free one"
                                + " is found.");
            }
            port = wanted;
        } else {
            int last = Integer.parseInt(ports.getOrDefault(name, "0"));
            port = last > 0 && isFree(last) ? last : freePort(service);
        }
        ports.put(name, Integer.toString(port));
        store("ports.properties", ports);
        return port;
    }

    private int freePort(Service service) {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = LOWEST_FREE_PORT + RANDOM.nextInt(HIGHEST_FREE_PORT - LOWEST_FREE_PORT);
            if (!ports.containsValue(Integer.toString(port)) && isFree(port)) {
                return port;
            }
        }
        throw new SandboxException(
                Code.NO_PORT_FREE,
                "There is no free port on 127.0.0.1 from " + LOWEST_FREE_PORT + " to " + HIGHEST_FREE_PORT + " for "
                        + service.within() + ". Stop something that listens there.");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Remembers processes, so that a successor can wait until they are gone. */
    synchronized void recordProcesses(Service service, List<ProcessHandle> processes) {
        StringBuilder lines = new StringBuilder();
        for (ProcessHandle process : processes) {
            process.info().startInstant().ifPresent(start -> lines.append(process.pid())
                    .append(' ')
                    .append(start.toEpochMilli())
                    .append('\n'));
        }
        writePrivate(run(service.slug() + ".pids"), lines.toString());
    }

    /** The children of a sandbox that crashed a moment ago stop by themselves; what does not is ended here. */
    private void awaitPredecessors() throws IOException {
        for (Service service : Service.values()) {
            Path file = run(service.slug() + ".pids");
            if (!Files.exists(file)) {
                continue;
            }
            for (String line : Files.readAllLines(file)) {
                String[] pidAndStart = line.split(" ", 2);
                Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pidAndStart[0]))
                        .filter(found -> found.info()
                                .startInstant()
                                .map(Instant::toEpochMilli)
                                .map(start -> Long.toString(start).equals(pidAndStart[1]))
                                .orElse(false));
                process.ifPresent(DataDirectory::awaitEnd);
            }
            Files.delete(file);
        }
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(PREDECESSOR_ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException(Code.INTERRUPTED, "The sandbox was asked to stop while it started.", e);
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        Path file = path.resolve("sandbox.lock");
        if (!HELD.add(path)) {
            throw inUse(path, file);
        }
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            locked = channel.tryLock() != null;
            if (!locked) {
                throw inUse(path, file);
            }
            return channel;
        } finally {
            if (!locked) {
                HELD.remove(path);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    private static SandboxException inUse(Path path, Path file) {
        return new SandboxException(
                Code.DIRECTORY_IN_USE,
                "Another sandbox runs in " + path + " (it holds " + file
                        + "). Stop that one, or name another directory with --data-dir.");
    }

    /** Deletes what sandboxes that were killed left in the temporary directory. */
    private static void sweepTemporary() throws IOException {
        Path directory = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> left;
        try (Stream<Path> files = Files.list(directory)) {
            left = files.filter(file -> String.valueOf(file.getFileName()).startsWith(TEMPORARY_PREFIX))
                    // Only what has lived: one that is just being made is not locked yet.
                    .filter(file -> Files.exists(file.resolve("secrets.properties")))
                    .toList();
        }
        for (Path path : left) {
            try {
                FileChannel channel = lock(path);
                DataDirectory dead = new DataDirectory(path, true, channel);
                dead.awaitPredecessors();
                dead.close();
            } catch (SandboxException | IOException | UncheckedIOException e) {
                // Alive, or somebody else's: not ours to delete.
            }
        }
    }

    private void load(String name, Map<String, String> into) throws IOException {
        Path file = path.resolve(name);
        if (Files.exists(file)) {
            Properties properties = new Properties();
            try (var reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
            properties.stringPropertyNames().forEach(key -> into.put(key, properties.getProperty(key)));
        }
    }

    private void store(String name, Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        values.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        writePrivate(path.resolve(name), text.toString());
    }

    /** Written whole or not at all, readable by the user alone. */
    void writePrivate(Path file, String text) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            Path fresh = Files.createTempFile(parent, ".new-", "");
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.writeString(fresh, text, StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    static SandboxException unwritable(Path file, IOException e) {
        return new SandboxException(
                Code.NOT_WRITTEN,
                file + " cannot be written: " + why(e) + ". Is the disk full, or the directory not yours to write to?",
                e);
    }

    /** The JDK's file exceptions say only the file's name, or that and no reason. */
    static String why(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it is a file";
        }
        if (e instanceof NoSuchFileException) {
            return "there is no " + e.getMessage();
        }
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    static void createPrivate(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Set<PosixFilePermission> mine = PosixFilePermissions.fromString("rwx------");
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, mine);
        }
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Gives the directory up; a temporary one is deleted. */
    @Override
    public void close() {
        try (channel) {
            if (temporary) {
                deleteTree(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give up the sandbox's directory " + path, e);
        } finally {
            HELD.remove(path);
        }
    }
}
