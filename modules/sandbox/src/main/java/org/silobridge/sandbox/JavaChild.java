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

    static List<String> command(DataDirectory data, int heapMegabytes, List<String> more) {
        List<String> command = new ArrayList<>(List.of(
                Installation.java().toString(),
                "-javaagent:" + agent(data),
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
        command.addAll(more);
        return command;
    }

    /** An agent must be a jar, and our classes may stand in a directory: so the one class is put in a jar here. */
    private static synchronized Path agent(DataDirectory data) {
        Path jar = data.run("parent-watch.jar");
        if (Files.exists(jar)) {
            return jar;
        }
        String entry = ParentWatch.class.getName().replace('.', '/') + ".class";
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", ParentWatch.class.getName());
        Path fresh = data.run("parent-watch.new");
        try (InputStream code = ParentWatch.class.getResourceAsStream("ParentWatch.class")) {
            if (code == null) {
                throw new IllegalStateException("the class file of ParentWatch is not on the class path");
            }
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(fresh), manifest)) {
                out.putNextEntry(new JarEntry(entry));
                code.transferTo(out);
            }
            Files.move(fresh, jar);
            return jar;
        } catch (IOException e) {
            throw DataDirectory.unwritable(jar, e);
        }
    }
}
