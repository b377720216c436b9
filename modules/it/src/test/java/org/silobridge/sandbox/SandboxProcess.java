package org.silobridge.sandbox;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A JVM with a sandbox, made to be killed: prints its directory and its process ids and waits. */
final class SandboxProcess {
    private SandboxProcess() {}

    /** {@code temporary}, or {@code kept DIRECTORY}: then each service has something to keep. */
    public static void main(String[] arguments) throws Exception {
        boolean kept = arguments[0].equals("kept");
        SandboxOptions options = SandboxOptions.defaults();
        Sandbox sandbox = Sandbox.start(
                kept
                        ? options.withDataDirectory(Path.of(arguments[1]))
                        : options.withServices(Service.KAFKA, Service.POSTGRES));
        if (kept) {
            Clients clients = new Clients(sandbox);
            clients.createTopic("kept");
            clients.registerSchema("kept-value", "{\"type\":\"string\"}");
            clients.execute(sandbox.databaseOwner(), "CREATE TABLE kept AS SELECT 7 AS n");
        }
        System.out.println("directory " + sandbox.dataDirectory());
        sandbox.pids().forEach(pid -> System.out.println("pid " + pid));
        System.out.println("ready");
        new CountDownLatch(1).await();
    }
}
