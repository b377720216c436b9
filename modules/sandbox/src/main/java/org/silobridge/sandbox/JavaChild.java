package org.silobridge.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The command line of a child JVM: starts fast, stays small, ends with its parent. */
final class JavaChild {
    private JavaChild() {}

    /** Of a server. */
    static List<String> command(
            Installation installation, Service server, DataDirectory data, int heapMegabytes, List<String> more) {
        if (installation.recording().isEmpty()) {
            return passing(installation, server, data, heapMegabytes, more);
        }
        // Java does not write an archive when there is an agent.
        List<String> command = new ArrayList<>(Watchdog.prefix("TERM", "KILL"));
        command.add(Installation.java().toString());
        command.add(
                "-XX:ArchiveClassesAtExit=" + recorded(installation.recording().get(), server));
        command.addAll(options(data, heapMegabytes, more));
        return command;
    }

    /** Of a program that comes and goes before its server starts. */
    static List<String> passing(
            Installation installation, Service server, DataDirectory data, int heapMegabytes, List<String> more) {
        List<String> command = new ArrayList<>();
        command.add(Installation.java().toString());
        command.add("-javaagent:" + agent(data));
        installation.classes(server).file().ifPresent(file -> command.add("-XX:SharedArchiveFile=" + file));
        command.addAll(options(data, heapMegabytes, more));
        return command;
    }

    /** Where a server writes its classes when it is to, at its end in good order. */
    static Path recorded(Path directory, Service server) {
        return directory.resolve(server.slug() + ".jsa");
    }

    private static List<String> options(DataDirectory data, int heapMegabytes, List<String> more) {
        List<String> options = new ArrayList<>(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx" + heapMegabytes + "m",
                "-XX:MaxMetaspaceSize=192m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "-Djava.net.preferIPv4Stack=true",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + data.path().resolve("run")));
        options.addAll(more);
        return options;
    }

    /** An agent must be a jar, and our classes may stand in a directory: so those few that children run are put in one here. */
    private static synchronized Path agent(DataDirectory data) {
        Path jar = data.run("children.jar");
        if (Files.exists(jar)) {
            return jar;
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", ParentWatch.class.getName());
        Path fresh = data.run("children.new");
        try {
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(fresh), manifest)) {
                put(ParentWatch.class, out);
                put(FormattedKafka.class, out);
            }
            Files.move(fresh, jar);
            return jar;
        } catch (IOException e) {
            throw DataDirectory.unwritable(jar, e);
        }
    }

    private static void put(Class<?> ours, JarOutputStream jar) throws IOException {
        String entry = ours.getName().replace('.', '/') + ".class";
        try (InputStream code = ours.getResourceAsStream(ours.getSimpleName() + ".class")) {
            if (code == null) {
                throw new IllegalStateException(
                        "the class file of " + ours.getSimpleName() + " is not on the class path");
            }
            jar.putNextEntry(new JarEntry(entry));
            code.transferTo(jar);
        }
    }
}
