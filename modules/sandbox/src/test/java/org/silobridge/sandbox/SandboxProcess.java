package org.silobridge.sandbox;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A JVM with a sandbox, made to be killed: prints its directory and its process ids and waits. */
final class SandboxProcess {
    private SandboxProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        SandboxOptions options = SandboxOptions.defaults();
        if (arguments.length > 0) {
            options = options.withDataDirectory(Path.of(arguments[0]));
        }
        Sandbox sandbox = Sandbox.start(options);
        System.out.println("directory " + sandbox.dataDirectory());
        sandbox.pids().forEach(pid -> System.out.println("pid " + pid));
        System.out.println("ready");
        new CountDownLatch(1).await();
    }
}
