package org.silobridge.cli;

import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.silobridge.client.CatalogueUnavailableException;
import org.silobridge.connector.RunReport;
import org.silobridge.contract.registry.RegistryUnavailableException;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.sandbox.SandboxException;

/** What the command tells the shell. The one place where reasons become exit statuses; see docs/borders.md. */
final class ExitStatus {
    static final int DONE = 0;
    /** A bug, or infrastructure that is broken. */
    static final int BROKEN = 1;
    /** What the user typed, or wrote in a file. */
    static final int INPUT = 2;
    /** The exchange said no. */
    static final int REFUSED = 3;
    /** The right to read ended, or never was. */
    static final int RIGHT_ENDED = 4;
    /** Something did not answer. */
    static final int NO_ANSWER = 5;
    /** Evidence does not verify. */
    static final int NOT_VERIFIED = 6;
    /** Too many rows of a feed were bad, so that its connector stopped. */
    static final int TOO_MANY_BAD_ROWS = 7;

    private ExitStatus() {}

    static int of(Refusal.Kind kind) {
        return switch (kind) {
            case INVALID -> INPUT;
            case UNAVAILABLE -> NO_ANSWER;
            case UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, NOT_ALLOWED -> REFUSED;
        };
    }

    static int of(Exception fault) {
        if (fault instanceof RefusedException refused) {
            return refused.refusal().reason().code().equals(RunReport.TOO_MANY_BAD)
                    ? TOO_MANY_BAD_ROWS
                    : of(refused.refusal().kind());
        }
        if (fault instanceof CatalogueUnavailableException
                || fault instanceof RegistryUnavailableException
                || fault instanceof RetriableException) {
            return NO_ANSWER;
        }
        if (fault instanceof AuthenticationException || fault instanceof AuthorizationException) {
            return REFUSED;
        }
        if (fault instanceof SandboxException sandbox) {
            return of(sandbox.code());
        }
        return BROKEN;
    }

    private static int of(SandboxException.Code code) {
        return switch (code) {
            case PORT_TAKEN, DIRECTORY_UNUSABLE, DIRECTORY_IN_USE -> INPUT;
            case TIMED_OUT -> NO_ANSWER;
            case NO_PORT_FREE,
                    DISK_FULL,
                    NOT_WRITTEN,
                    ARTIFACT_MISSING,
                    PLATFORM_UNSUPPORTED,
                    ROOT_REFUSED,
                    SERVICE_DIED,
                    INTERRUPTED -> BROKEN;
        };
    }
}
