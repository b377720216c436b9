package org.silobridge.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.Bearer;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.CatalogueUnavailableException;
import org.silobridge.client.Me;
import org.silobridge.client.SessionId;
import org.silobridge.contract.yaml.OwnerOnly;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code silobridge login}, {@code logout} and {@code whoami}. */
final class LogInCommands {
    private static final Duration TO_LOG_IN = Duration.ofMinutes(10);
    private static final String CHANGE_PASSWORD = "catalogue.login.change-password";
    private static final String NO_ISSUER = "catalogue.login.no-issuer";

    private LogInCommands() {}

    private static CatalogueClient client(ClientConfig settings, Optional<Bearer> as, Console console) {
        return ClientOptions.client(settings, as, console);
    }

    @Command(
            name = "login",
            description = {
                "Logs you in: in a browser, at the issuer of the exchange; or with a user name and a password, where it",
                "has no issuer. The session is kept for the commands that come after, in ~/.silobridge/sessions, for your",
                "eyes alone. It ends with `silobridge logout`, when nothing is done for half an hour, and after ten hours."
            },
            footer = {
                "",
                "Examples:",
                "  silobridge login",
                "  silobridge login --user li.na",
                "  silobridge login --user li.na --password-file - <password"
            })
    static final class LogIn implements Callable<Integer> {
        private final Console console;

        @Mixin
        ClientOptions client = new ClientOptions();

        @Option(names = "--user", paramLabel = "NAME", description = "Log in with a password, under this name.")
        @Nullable
        String user;

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "The password, for scripts; - for standard input. Default: it is asked for.")
        @Nullable
        Path passwordFile;

        @Option(
                names = "--new-password-file",
                paramLabel = "FILE",
                description = "Your password from now on, in the place of the other one.")
        @Nullable
        Path newPasswordFile;

        LogIn(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (user == null && (passwordFile != null || newPasswordFile != null)) {
                throw ClientOptions.invalid("--user", null, Reason.of("cli.login.whose-password"));
            }
            var settings = client.settings(console);
            var nobody = LogInCommands.client(settings, Optional.empty(), console);
            var id = user == null ? atIssuer(nobody) : withPassword(nobody, user);
            var catalogue = LogInCommands.client(settings, Optional.of(id), console);
            var me = catalogue.me().orThrow();
            var session = catalogue.session().orThrow();
            var files = new SessionFiles(console.home());
            var before = files.find(settings.address());
            files.keep(settings.address(), id, session.endsAt());
            if (before.isPresent()) {
                end(LogInCommands.client(settings, Optional.of(before.get().id()), console));
            }
            console.say(Reason.of(
                    "cli.login.done",
                    "name",
                    me.actor().displayName(),
                    "roles",
                    roles(me),
                    "until",
                    session.endsAt(),
                    "minutes",
                    session.idleMinutes()));
            if (settings.tokenFile() != null) {
                console.say(Reason.of("cli.login.token-first", "file", settings.tokenFile()));
            }
            return ExitStatus.DONE;
        }

        private SessionId atIssuer(CatalogueClient catalogue) throws IOException, InterruptedException {
            try (var waiting = new LoopbackAnswer(console)) {
                var started = catalogue.beginLogIn(waiting.port());
                if (started instanceof Outcome.Refused<?> no
                        && no.refusal().reason().code().equals(NO_ISSUER)) {
                    throw ClientOptions.invalid("--user", null, Reason.of("cli.login.with-password"));
                }
                var begun = started.orThrow();
                console.say(Reason.of("cli.login.open", "url", begun.page()));
                var answered = waiting.await(begun.page(), TO_LOG_IN)
                        .orElseThrow(() -> Silobridge.refused(Reason.of("cli.login.nobody-came")));
                return catalogue.finishLogIn(begun, answered).orThrow();
            }
        }

        private SessionId withPassword(CatalogueClient catalogue, String name) throws IOException {
            var password = passwordFile == null
                    ? typed("cli.login.password", "--password-file")
                    : secret("--password-file", passwordFile);
            var wanted = newPasswordFile == null ? null : secret("--new-password-file", newPasswordFile);
            var opened = catalogue.logIn(name, password, wanted);
            if (wanted == null
                    && opened instanceof Outcome.Refused<?> no
                    && no.refusal().reason().code().equals(CHANGE_PASSWORD)) {
                console.say(no.refusal().reason());
                opened = catalogue.logIn(name, password, chosen());
            }
            return opened.orThrow();
        }

        private String chosen() {
            var first = typed("cli.login.new-password", "--new-password-file");
            if (!first.equals(typed("cli.login.new-password-again", "--new-password-file"))) {
                throw Silobridge.refused(Reason.of("cli.login.passwords-differ"));
            }
            return first;
        }

        private String typed(String prompt, String otherwise) {
            return console.keyboard()
                    .secret(Reason.of(prompt).in(console.locale()) + " ")
                    .orElseThrow(() -> ClientOptions.invalid(otherwise, null, Reason.of("cli.login.nobody-types")));
        }

        private String secret(String option, Path file) throws IOException {
            if (file.toString().equals("-")) {
                return console.keyboard().rest();
            }
            OwnerOnly.warn(file);
            try {
                return Keyboard.withoutLineEnd(Files.readString(file, StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw ClientOptions.invalid(
                        option, file.toString(), Reason.of("cli.file.unreadable", "why", ClientOptions.why(e)));
            }
        }

        /** The one before is of no use any more; that it ends soon by itself is enough where it cannot be ended now. */
        private static void end(CatalogueClient before) {
            try {
                before.logOut();
            } catch (CatalogueUnavailableException e) {
                // As said.
            }
        }
    }

    @Command(
            name = "logout",
            description = "Ends the session at the catalogue, and forgets it here. Tokens go on.",
            footer = {"", "Example:", "  silobridge logout"})
    static final class LogOut implements Callable<Integer> {
        private final Console console;

        @Mixin
        ClientOptions client = new ClientOptions();

        LogOut(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws IOException {
            var settings = client.settings(console);
            var files = new SessionFiles(console.home());
            var kept = files.find(settings.address());
            if (kept.isEmpty()) {
                console.say(Reason.of("cli.logout.none", "url", settings.address()));
                return ExitStatus.DONE;
            }
            // Gone from here whatever comes of it.
            files.forget(settings.address());
            var ended = LogInCommands.client(settings, Optional.of(kept.get().id()), console)
                    .logOut();
            if (ended instanceof Outcome.Refused<URI> no && no.refusal().kind() != Refusal.Kind.UNAUTHENTICATED) {
                ended.orThrow();
            }
            console.say(Reason.of("cli.logout.done", "url", settings.address()));
            return ExitStatus.DONE;
        }
    }

    @Command(
            name = "whoami",
            description = "Says as whom commands act here, and by what.",
            footer = {"", "Example:", "  silobridge whoami -o json"})
    static final class WhoAmI extends ClientCommand {
        @Mixin
        OutputOptions output = new OutputOptions();

        WhoAmI(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var me = catalogue.me().orThrow();
            var token = me.token();
            var by = token != null
                    ? Reason.of("cli.whoami.token", "token", token.tokenId(), "until", token.expiresAt())
                    : Reason.of(
                            "cli.whoami.session",
                            "until",
                            catalogue.session().orThrow().endsAt());
            output.one(
                    console,
                    me,
                    new Table("ACTOR", "SUBJECT", "NAME", "ROLES", "BY")
                            .row(
                                    me.actor().id(),
                                    me.actor().subject(),
                                    me.actor().displayName(),
                                    roles(me),
                                    by.in(console.locale())));
        }
    }

    private static String roles(Me me) {
        return me.roles().stream()
                .map(r -> {
                    var department = r.department();
                    return r.role() + (department == null ? "" : "@" + department.slug());
                })
                .collect(Collectors.joining(", "));
    }
}
