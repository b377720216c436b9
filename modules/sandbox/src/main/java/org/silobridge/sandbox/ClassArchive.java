package org.silobridge.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The classes of one server as a JVM has read and checked them, from which the next one starts in half the time. The
 * build makes it ({@link ClassArchives}). Its name tells of which jars and which Java it was made, and how long it is: one
 * of others is not found, nor one that was cut short, which would be a JVM's death. Whatever else is wrong with it the JVM
 * finds by itself, and goes on without.
 */
final class ClassArchive {
    private static final String SUFFIX = ".jsa";

    private final Path directory;
    private final String server;
    private final String fingerprint;

    /** Of the jars below a directory, run by our own Java; kept in {@code directory}. */
    ClassArchive(Service server, Path jars, Path directory) {
        this.directory = directory;
        this.server = server.slug() + "-";
        this.fingerprint = fingerprint(jars) + "-";
    }

    private static String fingerprint(Path jars) {
        StringBuilder text = new StringBuilder();
        text.append(System.getProperty("java.home")).append('\n').append(System.getProperty("java.vm.version"));
        try (Stream<Path> files = Files.walk(jars)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                text.append('\n').append(jar);
                text.append('\n').append(Files.size(jar)).append(' ').append(Files.getLastModifiedTime(jar));
            }
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (IOException e) {
            return "unreadable"; // Whoever needs the jars says so.
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** It, where it has been made. */
    Optional<Path> file() {
        return kept().stream().filter(this::fits).findFirst();
    }

    private boolean fits(Path file) {
        try {
            return name(file).equals(name(Files.size(file)));
        } catch (IOException e) {
            return false;
        }
    }

    private String name(long size) {
        return server + fingerprint + size + SUFFIX;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** What was ever made for this server. */
    private List<Path> kept() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(
                            file -> name(file).startsWith(server) && name(file).endsWith(SUFFIX))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Puts a new one in its place, and removes those that it replaces. */
    void keep(Path made) throws IOException {
        List<Path> replaced = kept();
        Files.createDirectories(directory);
        Path file = directory.resolve(name(Files.size(made)));
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        for (Path old : replaced) {
            if (!old.equals(file)) {
                Files.deleteIfExists(old);
            }
        }
    }
}
