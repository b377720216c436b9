package org.silobridge.catalogue.notice;

import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.NoticeId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Violation;

/** Tells departments what they have to know, once, and remembers who read it. */
public final class Notices {
    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final Clock clock;
    private final RandomGenerator random;
    private final NoticeStore store = new NoticeStore();

    public Notices(Transactions transactions, LedgerStaging ledger, Clock clock, RandomGenerator random) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.clock = clock;
        this.random = random;
    }

    /** What one department is to be told; null: those who oversee the exchange. */
    public record Draft(@Nullable DepartmentId department, Reason reason, List<Violation> details) {}

    /**
     * Writes notices in the running transaction, each with its ledger entry: whoever gives the reason for them commits
     * them too. A department that was told the same of the same thing already is not told again.
     *
     * @param by whose decision gives the reason
     */
    public void write(Handle db, ActorId by, String about, Collection<Draft> drafts) {
        write(db, Optional.of(by), about, drafts);
    }

    /** As {@link #write}, where nobody's decision but the time gives the reason. */
    public void writeBySystem(Handle db, String about, Collection<Draft> drafts) {
        write(db, Optional.empty(), about, drafts);
    }

    private void write(Handle db, Optional<ActorId> by, String about, Collection<Draft> drafts) {
        drafts.stream()
                .sorted(Comparator.comparing(draft ->
                        draft.department() == null ? "" : draft.department().value()))
                .forEach(draft -> write(db, by, about, draft));
    }

    private void write(Handle db, Optional<ActorId> by, String about, Draft draft) {
        var notice = new Notice(
                NoticeId.random(random),
                draft.department(),
                about,
                draft.reason(),
                draft.details(),
                Columns.now(clock),
                null,
                null);
        if (store.insert(db, notice)) {
            store.queue(db, notice.id());
            ledger.stage(
                    db,
                    new EntryDraft(
                                    EntryType.NOTICE_WRITTEN,
                                    by,
                                    Optional.ofNullable(notice.department()),
                                    notice.id().value(),
                                    Map.of())
                            .with("about", about)
                            .with("code", notice.reason().code()));
        }
    }

    /**
     * The notices to the actor's departments, newest first; those to all departments for who oversees them.
     *
     * @param department only those to it; null: any
     * @param state null: any
     */
    public List<Notice> list(Handle db, Actor by, @Nullable DepartmentId department, Notice.@Nullable State state) {
        return store.all(db).stream()
                .filter(notice -> Permission.LIST_NOTICES.allows(by, Parties.reader(notice.department())))
                .filter(notice -> department == null || department.equals(notice.department()))
                .filter(notice -> state == null || state == notice.state())
                .toList();
    }

    /**
     * A notice, for who carries it to its department.
     *
     * @throws IllegalStateException if there is none
     */
    public Notice get(Handle db, NoticeId id) {
        return store.find(db, id).orElseThrow(() -> new IllegalStateException("no notice " + id));
    }

    /** Somebody of the department has read it. The first one stays on record; again changes nothing. */
    public Outcome<Notice> read(Actor by, String id) {
        return transactions.narrow(db -> find(db, by, id).flatMap(notice -> {
            if (!Permission.READ_NOTICE.allows(by, Parties.reader(notice.department()))) {
                return Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.notice.not-the-departments"));
            }
            store.markRead(db, notice.id(), by.id(), Columns.now(clock));
            return Outcome.ok(store.find(db, notice.id()).orElseThrow());
        }));
    }

    private Outcome<Notice> find(Handle db, Actor by, String id) {
        return noticeId(id)
                .flatMap(known -> store.find(db, known))
                .filter(notice -> Permission.LIST_NOTICES.allows(by, Parties.reader(notice.department())))
                .map(Outcome::ok)
                .orElseGet(() -> Outcome.refused(Kind.NOT_FOUND, Reason.of("catalogue.notice.unknown", "notice", id)));
    }

    private static Optional<NoticeId> noticeId(String text) {
        try {
            return Optional.of(new NoticeId(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
