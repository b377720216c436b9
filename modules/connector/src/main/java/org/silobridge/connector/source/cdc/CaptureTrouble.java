package org.silobridge.connector.source.cdc;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.jdbc.DatabaseLogin;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/**
 * What it means that changes are told no more: a database that went away comes back, and waiting is all there is to do; a
 * right that is missing, or a log that cannot be told, waits for a person. Only the database's own word, and what nobody
 * can explain, ends a run; so what is lost on the way counts as gone away.
 */
final class CaptureTrouble {
    private static final String IN_USE = "55006";
    /** Of the driver: its connection is in no state to go on. What the server would say it of has been looked at. */
    private static final String NO_STATE = "55000";

    private static final String NO_RIGHT = "42501";
    /** Such as: all replication slots are in use. They do not become more by themselves. */
    private static final String LIMIT = "53400";
    /** How Debezium begins what it says of a database that did not answer its first question; the cause is not told. */
    private static final String UNASKED = "Connector configuration is not valid";

    private CaptureTrouble() {}

    /** Of the engine. The slot and the publication have been looked at, and are as they should be. */
    static RefusedException of(CdcSettings settings, ReplicationSlot slot, Change.Failure failure) {
        var sql = first(SQLException.class, failure.cause())
                .filter(e -> e.getSQLState() != null && !e.getSQLState().isEmpty());
        if (sql.isPresent()) {
            return NO_STATE.equals(sql.get().getSQLState())
                    ? settings.login().noAnswer(failure.error())
                    : of(settings, slot, sql.get());
        }
        boolean passes = failure.error().startsWith(UNASKED)
                || first(IOException.class, failure.cause()).isPresent()
                || first(InterruptedException.class, failure.cause()).isPresent()
                || first(RetriableException.class, failure.cause()).isPresent();
        return passes ? settings.login().noAnswer(failure.error()) : ends(settings, slot, failure.error());
    }

    /** Of a statement. */
    static RefusedException of(CdcSettings settings, ReplicationSlot slot, SQLException e) {
        var state = String.valueOf(e.getSQLState());
        var error = String.valueOf(e.getMessage()).strip();
        if (state.equals(NO_RIGHT)) {
            return DatabaseLogin.refused(List.of(new Violation(
                    settings.login().path() + ".userFile",
                    null,
                    Reason.of(
                            "connector.source.cdc.no-right",
                            "table",
                            settings.table(),
                            "slot",
                            slot.name(),
                            "publication",
                            slot.publication(),
                            "error",
                            error))));
        }
        if (state.equals(IN_USE)) {
            return settings.login().noAnswer(error);
        }
        return !state.equals(LIMIT) && settings.login().explains(e)
                ? settings.login().trouble(e)
                : ends(settings, slot, error);
    }

    private static RefusedException ends(CdcSettings settings, ReplicationSlot slot, String error) {
        return new RefusedException(Refusal.of(
                Refusal.Kind.CONFLICT,
                Reason.of(
                        "connector.source.cdc.failed",
                        "table",
                        settings.table(),
                        "slot",
                        slot.name(),
                        "publication",
                        slot.publication(),
                        "error",
                        error)));
    }

    private static <E extends Throwable> Optional<E> first(Class<E> kind, @Nullable Throwable error) {
        var cause = error;
        for (int i = 0; cause != null && i < 100; i++) {
            if (kind.isInstance(cause)) {
                return Optional.of(kind.cast(cause));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }
}
