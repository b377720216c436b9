package org.silobridge.cli.soak.publish;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * The Java command of connectors that are started again and again: most of what a start costs is loading classes, so they
 * come from an archive that one of them leaves.
 */
final class ConnectorJava {
    private final List<String> command;

    private ConnectorJava(List<String> command) {
        this.command = List.copyOf(command);
    }

    /** @param directory for what it makes */
    static ConnectorJava in(Path directory) throws IOException {
        return new ConnectorJava(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                classPath(directory)));
    }

    /**
     * Lets a connector commit something and end in good order.
     *
     * @return the command that starts faster
     */
    ConnectorJava trainedWith(Feed feed) throws Exception {
        var archive = feed.publisher().directory().resolveSibling("connector-classes.jsa");
        feed.grow();
        feed.beforeStart();
        var child = ConnectorChild.start(with("-XX:ArchiveClassesAtExit=" + archive).command, feed.connectorFile());
        child.awaitCommit();
        child.stop();
        return Files.exists(archive) ? with("-XX:SharedArchiveFile=" + archive) : this;
    }

    private ConnectorJava with(String option) {
        var more = new ArrayList<>(command);
        more.add(1, option);
        return new ConnectorJava(more);
    }

    List<String> command() {
        return command;
    }

    /** Ours, with a jar for each directory of classes: an archive is of jars only. */
    private static String classPath(Path directory) throws IOException {
        var jars = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (entry.isEmpty()) {
                continue; // To Java the working directory, with all that others write there; nobody meant it.
            }
            var path = Path.of(entry);
            if (Files.isDirectory(path)) {
                var jar = directory.resolve("classes-" + jars.size() + ".jar");
                pack(path, jar);
                jars.add(jar.toString());
            } else if (Files.exists(path)) {
                jars.add(entry);
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (var all = Files.walk(classes);
                var out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (var file : all.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }
}
