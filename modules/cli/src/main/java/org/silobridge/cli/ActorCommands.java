package org.silobridge.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.NewActor;
import org.silobridge.model.ActorId;
import org.silobridge.model.Reason;
import org.silobridge.model.TokenId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge actor …}. */
final class ActorCommands {
    private ActorCommands() {}

    private static String roles(org.silobridge.client.Actor actor) {
        return actor.roles().stream()
                .map(r -> {
                    var department = r.department();
                    return r.role() + (department == null ? "" : "@" + department.slug());
                })
                .collect(Collectors.joining(", "));
    }

    @Command(
            name = "register",
            description = "Registers an actor and its roles. For operators.",
            footer = {
                "",
                "Example:",
                "  silobridge actor register --subject li.na --name 李娜 --role steward@public-security \\",
                "      --token-file-out li.na.token"
            })
    static final class Register extends ClientCommand {
        @Option(names = "--subject", required = true, description = "Its name at the identity provider; unique.")
        String subject;

        @Option(names = "--name", required = true, description = "Its name for people.")
        String name;

        @Option(
                names = "--role",
                required = true,
                paramLabel = "ROLE[@DEPARTMENT]",
                description = "operator, publisher, applicant, steward, supervisor, coordinator or auditor, and the "
                        + "department it is for. May be given again.")
        List<String> roles = new ArrayList<>();

        @Option(
                names = "--token-file-out",
                paramLabel = "FILE",
                description = "Make its first token, too, valid for 90 days, and write it there.")
        @Nullable
        Path tokenFile;

        @Mixin
        OutputOptions output = new OutputOptions();

        Register(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) throws IOException {
            if (tokenFile == null) {
                register(catalogue);
                return;
            }
            var file = SecretFile.make("--token-file-out", tokenFile);
            try {
                var actor = register(catalogue);
                file.write(
                        catalogue
                                .issueToken(actor, subject, null, List.of())
                                .orThrow()
                                .token(),
                        console);
            } finally {
                file.discard();
            }
        }

        private ActorId register(CatalogueClient catalogue) {
            var bindings = roles.stream()
                    .map(text -> {
                        int at = text.indexOf('@');
                        return at < 0
                                ? new NewActor.NewRole(text, null)
                                : new NewActor.NewRole(text.substring(0, at), text.substring(at + 1));
                    })
                    .toList();
            var actor = catalogue
                    .registerActor(new NewActor(subject, name, bindings))
                    .orThrow();
            output.one(
                    console,
                    actor,
                    new Table("ACTOR", "SUBJECT", "NAME", "ROLES")
                            .row(actor.id(), actor.subject(), actor.displayName(), roles(actor)));
            return actor.id();
        }
    }

    @Command(name = "list", description = "Lists the actors. For operators and auditors.")
    static final class Listing extends ClientCommand {
        @Mixin
        OutputOptions output = new OutputOptions();

        Listing(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var actors = catalogue.actors().orThrow();
            var table = new Table("ACTOR", "SUBJECT", "NAME", "ROLES");
            actors.forEach(a -> table.row(a.id(), a.subject(), a.displayName(), roles(a)));
            output.list(console, actors, table);
        }
    }

    @Command(
            name = "token",
            description = "Makes an API token for an actor. It is shown this once. For operators.",
            footer = {
                "",
                "Examples:",
                "  silobridge actor token li.na --label laptop --out token",
                "  silobridge actor token gateway --label connector --scope read,leaseKey,rotateToken --out token"
            })
    static final class Token extends ClientCommand {
        @Parameters(paramLabel = "ACTOR", description = "Id (act-…) or subject.")
        String actor;

        @Option(
                names = "--scope",
                split = ",",
                paramLabel = "WORD",
                description =
                        "What it opens of what its actor may do: all, read (what changes nothing), or operations of "
                                + "the API by their ids; they add up. Default: all.")
        List<String> scope = new ArrayList<>();

        @Option(names = "--label", required = true, description = "What it is for.")
        String label;

        @Option(names = "--days", paramLabel = "N", description = "How long it is valid. Default: 90.")
        @Nullable
        Integer days;

        @Option(names = "--out", paramLabel = "FILE", description = "Where it goes. Default: standard output.")
        @Nullable
        Path out;

        Token(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) throws IOException {
            var id = find(catalogue);
            var file = SecretFile.make("--out", out);
            try {
                var issued = catalogue.issueToken(id, label, days, scope).orThrow();
                console.say(Reason.of("cli.token.issued", "token", issued.tokenId(), "until", issued.expiresAt()));
                file.write(issued.token(), console);
            } finally {
                file.discard();
            }
        }

        private ActorId find(CatalogueClient catalogue) {
            return actor.startsWith(ActorId.KIND + "-")
                    ? id("ACTOR", actor, ActorId::new)
                    : bySubject(catalogue, actor).id();
        }
    }

    @Command(
            name = "password",
            description =
                    "Makes a password for an actor's next log-in, at which they choose their own. It is shown this "
                            + "once; their sessions end. For operators of an exchange whose people log in at no issuer outside.")
    static final class Password extends ClientCommand {
        @Parameters(paramLabel = "ACTOR", description = "Id (act-…) or subject.")
        String actor;

        @Option(names = "--out", paramLabel = "FILE", description = "Where it goes. Default: standard output.")
        @Nullable
        Path out;

        Password(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) throws IOException {
            var id = bySubject(catalogue, actor).id();
            var file = SecretFile.make("--out", out);
            try {
                var made = catalogue.setPassword(id).orThrow();
                console.say(Reason.of("cli.actor.password", "actor", id, "until", made.until()));
                file.write(made.password(), console);
            } finally {
                file.discard();
            }
        }
    }

    @Command(name = "end-sessions", description = "Logs an actor out everywhere, at once. For operators.")
    static final class EndSessions extends ClientCommand {
        @Parameters(paramLabel = "ACTOR", description = "Id (act-…) or subject.")
        String actor;

        EndSessions(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var ended = catalogue.endSessions(bySubject(catalogue, actor).id()).orThrow();
            console.say(Reason.of("cli.actor.sessions-ended", "actor", ended));
        }
    }

    @Command(
            name = "end",
            description =
                    "Says that an actor has left: its tokens, sessions and log-ins end at once, and its subject is "
                            + "nobody else's afterwards. For operators.")
    static final class End extends ClientCommand {
        @Parameters(paramLabel = "ACTOR", description = "Id (act-…) or subject.")
        String actor;

        End(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var ended = catalogue.endActor(bySubject(catalogue, actor).id()).orThrow();
            console.say(Reason.of("cli.actor.ended", "actor", ended));
        }
    }

    private static org.silobridge.client.Actor bySubject(CatalogueClient catalogue, String actor) {
        return catalogue.actors().orThrow().stream()
                .filter(known ->
                        known.subject().equals(actor) || known.id().value().equals(actor))
                .findFirst()
                .orElseThrow(() -> ClientOptions.invalid("ACTOR", actor, Reason.of("cli.actor.unknown")));
    }

    @Command(
            name = "tokens",
            description = "Lists an actor's tokens, oldest first: what each opens, and when it was last used. Their "
                    + "secrets are kept nowhere. For operators and auditors.")
    static final class Tokens extends ClientCommand {
        @Parameters(paramLabel = "ACTOR", description = "Id (act-…) or subject.")
        String actor;

        @Mixin
        OutputOptions output = new OutputOptions();

        Tokens(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var tokens = bySubject(catalogue, actor).tokens();
            var table = new Table("TOKEN", "LABEL", "SCOPE", "EXPIRES", "LAST USED", "ENDED", "REPLACES");
            var all = tokens == null ? List.<org.silobridge.client.Actor.Token>of() : tokens;
            all.forEach(token -> table.row(
                    token.tokenId(),
                    token.label(),
                    String.join(",", token.scope()),
                    token.expiresAt(),
                    token.lastUsedAt(),
                    token.endedAt(),
                    token.replaces()));
            output.list(console, all, table);
        }
    }

    @Command(
            name = "rotate-token",
            description = "Exchanges a token for a new one with the same label, scope and length. The new one is shown "
                    + "this once; the old one holds for a while beside it. For whose token it is, and operators.",
            footer = {"", "Example, of the token that is used:", "  silobridge actor rotate-token --out new.token"})
    static final class RotateToken extends ClientCommand {
        @Parameters(paramLabel = "TOKEN", arity = "0..1", description = "Id: tok-… Default: the one that is used.")
        @Nullable
        String token;

        @Option(
                names = "--overlap-hours",
                paramLabel = "N",
                description = "How long the old one goes on holding, 0 to 720. Default: 24.")
        @Nullable
        Integer overlapHours;

        @Option(names = "--out", paramLabel = "FILE", description = "Where it goes. Default: standard output.")
        @Nullable
        Path out;

        RotateToken(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) throws IOException {
            var old = token == null ? used(catalogue) : id("TOKEN", token, TokenId::new);
            var file = SecretFile.make("--out", out);
            try {
                var issued = catalogue.rotateToken(old, overlapHours).orThrow();
                console.say(Reason.of("cli.token.issued", "token", issued.tokenId(), "until", issued.expiresAt()));
                file.write(issued.token(), console);
            } finally {
                file.discard();
            }
        }

        private static TokenId used(CatalogueClient catalogue) {
            var used = catalogue.me().orThrow().token();
            if (used == null) {
                throw ClientOptions.invalid("TOKEN", null, Reason.of("cli.token.not-ours"));
            }
            return used.tokenId();
        }
    }

    @Command(name = "end-token", description = "Ends a token at once. For whose token it is, and operators.")
    static final class EndToken extends ClientCommand {
        @Parameters(paramLabel = "TOKEN", description = "Id: tok-…")
        String token;

        EndToken(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var ended = catalogue.endToken(id("TOKEN", token, TokenId::new)).orThrow();
            console.say(Reason.of("cli.token.ended", "token", ended));
        }
    }
}
