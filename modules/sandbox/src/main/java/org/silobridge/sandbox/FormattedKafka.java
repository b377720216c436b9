package org.silobridge.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes Kafka's empty storage and goes on as the broker, all in one JVM: two of them take twice the time to begin. Runs
 * on the broker's class path, which ours is not: so Kafka's classes are called by their names. Must not use any other
 * class of ours: it is copied beside {@link ParentWatch} alone.
 */
final class FormattedKafka {
    private FormattedKafka() {}

    /**
     * Formats, and stays as the broker.
     *
     * @param arguments a file with those of Kafka's storage tool, one a line, which is deleted, for they hold passwords;
     *     and the broker's properties, unless there is only to be formatted
     */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        Path file = Path.of(arguments[0]);
        String[] tool = Files.readAllLines(file, StandardCharsets.UTF_8).toArray(String[]::new);
        Files.delete(file);
        try {
            // Its output shows salted keys.
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            Object status = Class.forName("kafka.tools.StorageTool")
                    .getMethod("execute", String[].class, PrintStream.class)
                    .invoke(null, tool, nowhere);
            if (!status.equals(0)) {
                throw new IllegalStateException("Kafka's storage tool ended with status " + status);
            }
        } catch (InvocationTargetException e) {
            e.printStackTrace();
            System.err.println("The storage cannot be formatted: " + e.getCause());
            Runtime.getRuntime().halt(1);
        }
        if (arguments.length > 1) {
            String[] properties = {arguments[1]};
            Class.forName("kafka.Kafka").getMethod("main", String[].class).invoke(null, (Object) properties);
        }
    }
}
