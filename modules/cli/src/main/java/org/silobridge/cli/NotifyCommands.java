package org.silobridge.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.DeliveryStanding;
import org.silobridge.model.Reason;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge department notify …}. */
final class NotifyCommands {
    private NotifyCommands() {}

    @Command(
            name = "add",
            description = {
                "Sends a department's notices to a mailbox or a webhook, beside its inbox.",
                "For its stewards and supervisors. What a webhook is sent is signed: docs/notices.md."
            },
            footer = {
                "",
                "Examples:",
                "  silobridge department notify add emergency --email duty@emergency.example.cn --language zh",
                "  silobridge department notify add emergency --webhook https://oa.example.cn/notices \\",
                "      --secret-file webhook.secret"
            })
    static final class Add extends ClientCommand {
        @Parameters(paramLabel = "DEPARTMENT", description = "Id or slug.")
        String department;

        @ArgGroup(exclusive = true, multiplicity = "1")
        Where where = new Where();

        /** One of them. */
        static final class Where {
            @Option(names = "--email", paramLabel = "ADDRESS", description = "To this mailbox.")
            @Nullable
            String email;

            @Option(names = "--webhook", paramLabel = "URL", description = "To this https URL.")
            @Nullable
            String webhook;
        }

        @Option(
                names = "--language",
                description = "Of an e-mail's subject and first half: en or zh. Default: en. Both are in it.")
        @Nullable
        String language;

        @Option(
                names = "--secret-file",
                paramLabel = "FILE",
                description = "Where the webhook's secret goes. It is shown this once. Default: standard output.")
        @Nullable
        Path secretFile;

        Add(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) throws IOException {
            var file = SecretFile.make("--secret-file", secretFile);
            try {
                var added = (where.webhook == null
                                ? catalogue.addDelivery(department, "email", String.valueOf(where.email), language)
                                : catalogue.addDelivery(department, "webhook", where.webhook, language))
                        .orThrow();
                var secret = added.secret();
                console.say(
                        Reason.of("cli.notify.added", "target", added.target().id(), "department", department));
                if (secret != null) {
                    file.write(secret, console);
                }
            } finally {
                file.discard();
            }
        }
    }

    @Command(name = "list", description = "Where a department's notices go, and how that goes.")
    static final class Listing extends ClientCommand {
        @Parameters(paramLabel = "DEPARTMENT", description = "Id or slug.")
        String department;

        @Mixin
        OutputOptions output = new OutputOptions();

        Listing(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            List<DeliveryStanding> targets = catalogue.delivery(department).orThrow();
            var table = new Table(
                    "TARGET", "KIND", "ADDRESS", "LANGUAGE", "QUEUED", "GIVEN UP", "FAILING SINCE", "BECAUSE");
            targets.forEach(target -> {
                var failure = target.failure();
                table.row(
                        target.id(),
                        target.kind(),
                        target.address(),
                        target.language(),
                        target.queued(),
                        target.givenUp(),
                        target.failingSince(),
                        failure == null ? null : failure.in(console.locale()));
            });
            output.list(console, targets, table);
        }
    }

    @Command(name = "end", description = "Sends nothing there any more, what waits included.")
    static final class End extends ClientCommand {
        @Parameters(index = "0", paramLabel = "DEPARTMENT", description = "Id or slug.")
        String department;

        @Parameters(index = "1", paramLabel = "TARGET", description = "Its id: tgt-…")
        String target;

        End(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            catalogue.endDelivery(department, target).orThrow();
            console.say(Reason.of("cli.notify.ended", "target", target));
        }
    }
}
