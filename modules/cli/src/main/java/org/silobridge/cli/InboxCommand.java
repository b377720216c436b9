package org.silobridge.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.Notice;
import org.silobridge.client.NoticeDelivery;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code silobridge inbox}. */
@Command(
        name = "inbox",
        description =
                "What your departments are told: new versions of contracts that they read, and requests that wait.",
        footer = {"", "Example:", "  silobridge inbox --mark-read"})
final class InboxCommand extends ClientCommand {
    @Option(names = "--all", description = "Also what was read already.")
    boolean all;

    @Option(names = "--department", description = "Only to this department: id or slug.")
    @Nullable
    String department;

    @Option(names = "--mark-read", description = "Marks as read what is shown.")
    boolean markRead;

    @Mixin
    OutputOptions output = new OutputOptions();

    InboxCommand(Console console) {
        super(console);
    }

    @Override
    void run(CatalogueClient catalogue) {
        var notices = catalogue.notices(department, all ? null : Boolean.FALSE).orThrow();
        if (output.form == OutputOptions.Form.json) {
            output.list(console, notices, new Table());
        } else {
            print(notices);
        }
        if (markRead) {
            notices.stream()
                    .filter(notice -> notice.readAt() == null)
                    .map(notice -> catalogue.readNotice(notice.id()))
                    // who oversees the exchange sees what is for others to read, too
                    .filter(marked -> !(marked instanceof Outcome.Refused<Notice> refused
                            && refused.refusal().kind() == Refusal.Kind.FORBIDDEN))
                    .forEach(Outcome::orThrow);
        }
    }

    private void print(NoticeDelivery delivery) {
        var failure = delivery.failure();
        var said = Reason.of(
                "cli.inbox." + delivery.state(),
                "kind",
                delivery.kind(),
                "target",
                delivery.target(),
                "at",
                delivery.doneAt() == null ? "-" : delivery.doneAt(),
                "failures",
                delivery.failures());
        console.out()
                .println("    " + said.in(console.locale())
                        + (failure == null || delivery.state().equals("delivered")
                                ? ""
                                : " " + Console.safe(failure.in(console.locale()))));
    }

    private void print(List<Notice> notices) {
        var out = console.out();
        if (notices.isEmpty()) {
            console.say(Reason.of("cli.inbox.empty"));
        }
        for (var notice : notices) {
            out.println(notice.writtenAt() + "  " + notice.id() + "  "
                    + (notice.department() == null
                            ? Reason.of("cli.inbox.exchange").in(console.locale())
                            : notice.department().slug())
                    + "  " + Console.safe(notice.about())
                    + (notice.readAt() == null
                            ? ""
                            : "  " + Reason.of("cli.inbox.read").in(console.locale())));
            out.println("  " + Console.safe(notice.reason().in(console.locale())));
            for (var detail : notice.details()) {
                out.println("    " + Console.safe(detail.path()) + ": "
                        + Console.safe(detail.reason().in(console.locale())));
            }
            notice.delivery().forEach(this::print);
        }
    }
}
