package org.silobridge.cli;

import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.sandbox.SandboxException;

/** Tells how a command failed: expected refusals in plain words, bugs with all that a report needs. */
final class Failure {
    private final Console console;
    private final boolean verbose;

    Failure(Console console, boolean verbose) {
        this.console = console;
        this.verbose = verbose;
    }

    /** Tells it, and gives the exit status. */
    int tell(Exception fault) {
        int status = ExitStatus.of(fault);
        if (fault instanceof RefusedException refused) {
            console.say(refused.refusal());
        } else if (fault instanceof SandboxException) {
            console.err().println("silobridge: " + Console.safe(String.valueOf(fault.getMessage())));
        } else if (status == ExitStatus.NO_ANSWER) {
            console.say(Refusal.of(
                    Refusal.Kind.UNAVAILABLE, Reason.of("cli.no-answer", "what", String.valueOf(fault.getMessage()))));
        } else if (fault instanceof AuthenticationException) {
            console.say(Reason.of("cli.kafka.log-in", "why", String.valueOf(fault.getMessage())));
        } else if (fault instanceof AuthorizationException) {
            console.say(Reason.of("cli.kafka.forbidden", "why", String.valueOf(fault.getMessage())));
        } else if (fault instanceof org.silobridge.client.UnexpectedAnswerException
                || fault instanceof org.silobridge.subscriber.UndecodableRecordException
                || fault instanceof java.io.IOException) {
            console.say(Reason.of("cli.broken", "what", String.valueOf(fault.getMessage())));
        } else {
            console.say(Reason.of("cli.bug", "what", fault));
            fault.printStackTrace(console.err());
            return status;
        }
        if (verbose) {
            fault.printStackTrace(console.err());
        }
        return status;
    }
}
