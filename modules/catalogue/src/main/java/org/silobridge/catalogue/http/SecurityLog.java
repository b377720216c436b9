package org.silobridge.catalogue.http;

import java.util.Set;
import org.silobridge.model.ActorId;
import org.silobridge.model.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One entry for each call that is refused for what it is or for who makes it: without a known token, without the right,
 * for what the caller must not see, malformed, too large, too slow, too often (of that, once a minute). It says from where, who, which operation and which refusal,
 * never what was sent: neither a secret nor an attacker's text gets into the log. Its logger has a name of its own, so
 * that an operator can send it elsewhere. Where nobody or the wrong one asked it warns; the rest is mostly mistakes.
 */
final class SecurityLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.silobridge.security");
    private static final Set<Integer> OF_INTEREST = Set.of(400, 401, 403, 404, 405, 408, 413, 415, 429);

    private SecurityLog() {}

    /** A connection that is ended without an answer. */
    static void dropped(String remote, Reason reason) {
        LOG.atWarn()
                .addKeyValue("remote", remote)
                .addKeyValue("code", reason.code())
                .log("dropped");
    }

    /** Somebody has logged in. */
    static void loggedIn(Asked asked, ActorId actor) {
        var remote = asked.request().remoteAddress();
        LOG.atInfo()
                .addKeyValue("remote", remote == null ? "" : remote.hostAddress())
                .addKeyValue("actor", actor.value())
                .log("logged in");
    }

    static void refused(Asked asked, int status, Reason reason) {
        if (!OF_INTEREST.contains(status)) {
            return;
        }
        var entry = LOG.atLevel(status == 401 || status == 403 || status == 429 ? Level.WARN : Level.INFO)
                .addKeyValue("status", status)
                .addKeyValue("code", reason.code());
        var remote = asked.request().remoteAddress();
        if (remote != null) {
            entry = entry.addKeyValue("remote", remote.hostAddress());
        }
        var operation = asked.operation();
        if (operation != null) {
            entry = entry.addKeyValue("operation", operation.operation());
        }
        var actor = asked.actor();
        if (actor != null) {
            entry = entry.addKeyValue("actor", actor.id().value());
        }
        entry.log("refused");
    }
}
