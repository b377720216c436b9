package org.silobridge.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.NewSigningKey;
import org.silobridge.client.SigningKey;
import org.silobridge.ledger.ActorSigner;
import org.silobridge.ledger.Statement;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge key …} and {@code silobridge actor key …}: the keys that people sign decisions with. */
final class KeyCommands {
    private KeyCommands() {}

    private static Table table(List<SigningKey> keys) {
        var table = new Table("KEY", "ACTOR", "DEPARTMENT", "STATE", "OFFERED", "CONFIRMED BY");
        keys.forEach(key ->
                table.row(key.id(), key.actor(), key.department(), key.state(), key.offeredAt(), key.confirmedBy()));
        return table;
    }

    /** Does something with one key, and shows it as it stands then. */
    abstract static class OnOne extends ClientCommand {
        @Parameters(paramLabel = "KEY", description = "Id: sgk-…")
        String key;

        @Mixin
        OutputOptions output = new OutputOptions();

        OnOne(Console console) {
            super(console);
        }

        abstract Outcome<SigningKey> ask(CatalogueClient catalogue, String key);

        @Override
        final void run(CatalogueClient catalogue) {
            var after = ask(catalogue, key).orThrow();
            output.one(console, after, table(List.of(after)));
        }
    }

    @Command(
            name = "new",
            description = {
                "Makes a key to sign decisions with, on this machine: nobody else ever has it. Shows its id: write it down",
                "on paper, for whoever asks whose key it is."
            },
            footer = {"", "Example:", "  silobridge key new li.na.key"})
    static final class New implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "Where it goes, readable by you alone (PEM).")
        Path out;

        New(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws IOException {
            var file = SecretFile.make("FILE", out);
            try {
                var signer = ActorSigner.generate(new SecureRandom());
                file.write(signer.pem(), console);
                console.out().println(signer.publicKey().id());
            } finally {
                file.discard();
            }
            return ExitStatus.DONE;
        }
    }

    @Command(name = "show", description = "Shows the id of a key, and its public half.")
    static final class Show implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "The key.")
        Path file;

        Show(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            var key = SignWith.read("FILE", file).publicKey();
            console.out().println(key.id() + " " + key);
            return ExitStatus.DONE;
        }
    }

    @Command(
            name = "add",
            description = {
                "Offers a key of your own. It signs for the department whose steward you are once another steward or",
                "supervisor of it has confirmed that it is yours: they ask you in person."
            },
            footer = {"", "Example:", "  silobridge actor key add --sign-with li.na.key --department public-security"})
    static final class Add extends ClientCommand {
        @Option(names = "--sign-with", required = true, paramLabel = "FILE", description = "The key.")
        Path file;

        @Option(
                names = "--department",
                description = "Id or slug of the department. Without: for a coordinator's decisions.")
        @Nullable
        String department;

        @Mixin
        OutputOptions output = new OutputOptions();

        Add(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var signer = SignWith.read("--sign-with", file);
            var at = console.clock().instant().truncatedTo(ChronoUnit.MILLIS);
            DepartmentId of = department == null
                    ? null
                    : catalogue.department(department).orThrow().id();
            var statement = Statement.possession(
                    catalogue.exchange().orThrow().ledger().origin(),
                    catalogue.me().orThrow().actor().id().value(),
                    signer.publicKey(),
                    of == null ? null : of.value(),
                    at);
            var key = catalogue
                    .offerSigningKey(
                            new NewSigningKey(department, signer.publicKey().toString(), at, signer.sign(statement)))
                    .orThrow();
            output.one(console, key, table(List.of(key)));
        }
    }

    @Command(name = "list", description = "Lists the keys that people sign decisions with, oldest first.")
    static final class Listing extends ClientCommand {
        @Mixin
        OutputOptions output = new OutputOptions();

        Listing(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var keys = catalogue.signingKeys().orThrow();
            output.list(console, keys, table(keys));
        }
    }

    @Command(
            name = "confirm",
            description = {
                "Says that a key is whose it is said to be. For another steward or supervisor of the same department, who",
                "has seen them and compared the id; of a coordinator's key, for another coordinator or a supervisor."
            },
            footer = {"", "Example:", "  silobridge actor key confirm sgk-2c26b46b68ffc68ff99b453c1d304134"})
    static final class Confirm extends OnOne {
        Confirm(Console console) {
            super(console);
        }

        @Override
        Outcome<SigningKey> ask(CatalogueClient catalogue, String key) {
            return catalogue.confirmSigningKey(key);
        }
    }

    @Command(
            name = "revoke",
            description = {
                "Ends a key for good: it signs nothing any more, what it signed stays signed. For whose it is, and stewards",
                "and supervisors of its department."
            },
            footer = {
                "",
                "Example:",
                "  silobridge actor key revoke sgk-2c26b46b68ffc68ff99b453c1d304134 --reason 'The notebook was stolen'"
            })
    static final class Revoke extends OnOne {
        @Option(names = "--reason", required = true, description = "Why.")
        String reason;

        Revoke(Console console) {
            super(console);
        }

        @Override
        Outcome<SigningKey> ask(CatalogueClient catalogue, String key) {
            return catalogue.revokeSigningKey(key, reason);
        }
    }
}
