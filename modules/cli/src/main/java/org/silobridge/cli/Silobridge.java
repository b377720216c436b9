package org.silobridge.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.AtTheEdge;
import org.silobridge.model.Reason;
import org.silobridge.model.RefusedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command: {@code silobridge}. */
@Command(
        name = "silobridge",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "A data-sharing exchange between government departments, on Kafka.",
            "",
            "A department publishes a dataset under a contract; another asks for it; the",
            "owner's steward decides; Kafka enforces the decision; a ledger proves it.",
            ""
        },
        footer = {
            "",
            "To begin:",
            "  silobridge demo             a whole exchange on this machine, with real data",
            "  silobridge doctor           what answers, what does not, and what to do",
            "  silobridge COMMAND --help   more on a command, with examples",
            "",
            "Exit status: 0 done, 1 a bug or broken infrastructure, 2 what you typed or",
            "wrote in a file, 3 refused by the exchange, 4 the right to read ended or never",
            "was, 5 something did not answer, 6 evidence does not verify, 7 too many bad rows."
        })
public final class Silobridge implements Runnable {
    @Option(
            names = "--lang",
            paramLabel = "en|zh",
            scope = ScopeType.INHERIT,
            description = "Language of messages. Default: that of the locale.")
    @Nullable
    String language;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Tell more on standard error.")
    boolean verbose;

    @Option(
            names = "--log-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Write the log there, too.")
    @Nullable
    Path logFile;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    boolean help;

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    Silobridge() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    @AtTheEdge(
            "The command takes its streams, clock, language and home directory from the process here and passes them on.")
    private static int run(String[] args) {
        var console = new Console(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 13),
                new FileOutputStream(FileDescriptor.err),
                Clock.systemUTC(),
                Locale.getDefault(),
                Path.of(System.getProperty("user.home", ".")),
                Boolean.getBoolean("silobridge.terminal"),
                Keyboard.of(System.in, System.console()));
        try {
            return commandLine(console).execute(args);
        } finally {
            console.out().flush();
        }
    }

    /** The whole command, ready to execute. */
    static CommandLine commandLine(Console console) {
        var silobridge = new Silobridge();
        var line = Commands.tree(silobridge, console);
        line.setOut(new java.io.PrintWriter(console.out(), true, java.nio.charset.StandardCharsets.UTF_8));
        line.setErr(new java.io.PrintWriter(console.err(), true, java.nio.charset.StandardCharsets.UTF_8));
        line.setExecutionStrategy(parsed -> {
            if (silobridge.language != null) {
                if (!List.of("en", "zh").contains(silobridge.language)) {
                    throw new CommandLine.ParameterException(
                            parsed.commandSpec().commandLine(),
                            "--lang is en or zh, not \"" + silobridge.language + "\"");
                }
                console.speak(Locale.forLanguageTag(silobridge.language));
            }
            Logging.configure(silobridge.verbose, silobridge.logFile);
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setParameterExceptionHandler(new TypingFault(console));
        line.setExecutionExceptionHandler(
                (fault, command, parsed) -> new Failure(console, silobridge.verbose).tell(fault));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
    }

    static RefusedException refused(Reason reason) {
        return new RefusedException(org.silobridge.model.Refusal.of(org.silobridge.model.Refusal.Kind.INVALID, reason));
    }
}
