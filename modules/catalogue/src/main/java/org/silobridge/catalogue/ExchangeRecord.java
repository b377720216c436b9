package org.silobridge.catalogue;

import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.actor.Actors;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;

/** Opens the exchange at the first start, and afterwards sees to it that the configuration is of the same exchange. */
final class ExchangeRecord {
    private final CatalogueConfig config;
    private final LedgerStaging ledger;
    private final Clock clock;
    private final OperatorTokenFile tokenFile;

    ExchangeRecord(CatalogueConfig config, LedgerStaging ledger, Clock clock) {
        this.config = config;
        this.ledger = ledger;
        this.clock = clock;
        this.tokenFile = new OperatorTokenFile(config.bootstrap().operatorTokenFile());
    }

    private record Standing(String name, String prefix, String origin) {}

    /**
     * On an empty database: the exchange, its first operator, and a token for it in a file that only its owner may
     * read. The token is on disk beside its file before the transaction commits, and takes its place after: where
     * either fails, or the process is killed between the two, the next start goes on. A file that is there already is
     * not ours to replace.
     */
    Outcome<String> openOrCheck(Transactions transactions, Actors actors) {
        var standing = transactions.read(ExchangeRecord::find);
        var name = standing.isPresent()
                ? check(standing.get())
                : transactions.narrow(db -> {
                    db.execute("SELECT pg_advisory_xact_lock(hashtextextended('silobridge exchange', 0))");
                    var faster = find(db);
                    return faster.isPresent() ? check(faster.get()) : open(db, actors);
                });
        return name.flatMap(opened -> tokenFile.handOver().map(done -> opened));
    }

    private Outcome<String> open(Handle db, Actors actors) {
        if (tokenFile.isTaken()) {
            return Outcome.refused(
                    Kind.INVALID, Reason.of("catalogue.bootstrap.token-file-taken", "file", tokenFile.path()));
        }
        var names = config.exchange().names();
        var name = config.exchange().name();
        var origin = config.ledger().origin();
        db.createUpdate("""
                INSERT INTO exchange (name, prefix, ledger_origin, opened_at) VALUES (:name, :prefix, :origin, :at)""")
                .bind("name", name)
                .bind("prefix", names.prefix())
                .bind("origin", origin)
                .bind("at", Columns.utc(Columns.now(clock)))
                .execute();
        ledger.stage(
                db,
                EntryDraft.bySystem(EntryType.EXCHANGE_OPENED, names.prefix())
                        .with("name", name)
                        .with("prefix", names.prefix())
                        .with("origin", origin));
        var bootstrap = config.bootstrap();
        var issued = actors.registerFirstOperator(db, bootstrap.subject(), bootstrap.tokenValidity());
        return tokenFile.prepare(issued.secret()).map(prepared -> name);
    }

    private Outcome<String> check(Standing standing) {
        if (!standing.prefix().equals(config.exchange().names().prefix())) {
            return differs(
                    "exchange.prefix",
                    standing.prefix(),
                    config.exchange().names().prefix());
        }
        if (!standing.origin().equals(config.ledger().origin())) {
            return differs("ledger.origin", standing.origin(), config.ledger().origin());
        }
        return Outcome.ok(standing.name());
    }

    private static Outcome<String> differs(String path, String standing, String configured) {
        return Outcome.refused(
                Kind.INVALID,
                Reason.of("catalogue.exchange.differs", "path", path, "standing", standing, "configured", configured));
    }

    private static Optional<Standing> find(Handle db) {
        return db.createQuery("SELECT name, prefix, ledger_origin FROM exchange")
                .map((row, context) ->
                        new Standing(row.getString("name"), row.getString("prefix"), row.getString("ledger_origin")))
                .findOne();
    }
}
