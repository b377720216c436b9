package org.silobridge.sandbox;

import java.util.List;

/** A small shell script around a program that does not watch its standard input by itself. */
final class Watchdog {
    /**
     * Runs the command of its arguments after the first two. SIGTERM becomes the signal of the first; the end of standard
     * input, that of the second.
     */
    private static final String SCRIPT = """
            stop=$1
            end=$2
            shift 2
            exec 3<&0
            child=
            trap '[ -z "$child" ] || kill -$stop $child 2>/dev/null' TERM INT HUP
            "$@" </dev/null 3<&- &
            child=$!
            (
              trap '' TERM INT HUP
              while read -r line <&3; do :; done
              kill -$end $child 2>/dev/null
            ) &
            watch=$!
            exec 3<&-
            wait $child
            status=$?
            while kill -0 $child 2>/dev/null; do
              wait $child
              status=$?
            done
            kill -KILL $watch 2>/dev/null
            exit $status
            """;

    private Watchdog() {}

    /**
     * What stands before the words of the command.
     *
     * @param stop the signal that ends the program in good order, such as {@code INT}
     * @param end the signal for when the sandbox is gone
     */
    static List<String> prefix(String stop, String end) {
        return List.of("/bin/sh", "-c", SCRIPT, "watchdog", stop, end);
    }
}
