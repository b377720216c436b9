package org.silobridge.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** How much memory processes hold: the proportional set size, in which shared pages count once among all who share them. */
public final class ProcessMemory {
    private static final Pattern PSS = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB$");

    private ProcessMemory() {}

    /**
     * The sum in bytes; empty where the system does not tell (Linux does, in {@code /proc/PID/smaps_rollup}). A process
     * that has ended meanwhile, as PostgreSQL's come and go, holds nothing.
     */
    public static OptionalLong ofAll(List<Long> pids) {
        long sum = 0;
        for (long pid : pids) {
            try {
                var found = PSS.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "smaps_rollup")));
                if (!found.find()) {
                    return OptionalLong.empty();
                }
                sum += Long.parseLong(found.group(1)) * 1024;
            } catch (IOException e) {
                if (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
                    return OptionalLong.empty();
                }
            }
        }
        return OptionalLong.of(sum);
    }
}
