package org.silobridge.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.ApiToken;
import org.silobridge.client.Bearer;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.SessionId;
import org.silobridge.client.TrustedCertificates;
import org.silobridge.contract.yaml.OwnerOnly;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;
import picocli.CommandLine.Option;

/** Which catalogue to ask, and as whom. What stands on the command line wins over the file. */
final class ClientOptions {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Client configuration (kind: Client). Default: ~/.silobridge/client.yaml, if it is there.")
    @Nullable
    Path config;

    @Option(names = "--url", paramLabel = "URL", description = "Address of the catalogue: http://127.0.0.1:8080")
    @Nullable
    String url;

    @Option(names = "--token-file", paramLabel = "FILE", description = "File with an API token, on a line of its own.")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--trust-file",
            paramLabel = "FILE",
            description = "Certificates (PEM) that vouch for the catalogue. Default: those that Java trusts.")
    @Nullable
    Path trustFile;

    /** The configuration that applies, command line included. Faults are refused all at once. */
    ClientConfig settings(Console console) {
        var fallback = console.home().resolve(".silobridge").resolve("client.yaml");
        ClientConfig base = ClientConfig.EMPTY;
        if (config != null) {
            base = ClientConfig.read(config).orThrow();
        } else if (url == null && Files.exists(fallback)) {
            base = ClientConfig.read(fallback).orThrow();
        }
        List<Violation> wrong = new ArrayList<>();
        URI address = base.url();
        if (url != null) {
            try {
                address = ClientConfig.address(url);
            } catch (IllegalArgumentException e) {
                wrong.add(new Violation("--url", url, Reason.of("cli.url.form")));
            }
        } else if (address == null) {
            wrong.add(new Violation("--url", null, Reason.of("cli.catalogue.unnamed", "file", fallback)));
        }
        var token = tokenFile != null ? tokenFile : base.tokenFile();
        if (!wrong.isEmpty()) {
            throw new RefusedException(new Refusal(Refusal.Kind.INVALID, Reason.of("cli.options.invalid"), wrong));
        }
        var trust = trustFile != null ? trustFile : base.trustFile();
        return new ClientConfig(address, token, trust, base.kafkaClientConfig(), base.feed());
    }

    /** A client with a token, or else with the session of who logged in. */
    CatalogueClient open(Console console) {
        return open(settings(console), console);
    }

    static CatalogueClient open(ClientConfig settings, Console console) {
        var file = settings.tokenFile();
        return client(settings, Optional.of(file != null ? token(file) : session(settings, console)), console);
    }

    static CatalogueClient client(ClientConfig settings, Optional<Bearer> as, Console console) {
        return new CatalogueClient(settings.address(), as, console.locale(), TIMEOUT, trusted(settings.trustFile()));
    }

    private static SessionId session(ClientConfig settings, Console console) {
        Optional<SessionFiles.Kept> kept;
        try {
            kept = new SessionFiles(console.home()).find(settings.address());
        } catch (IOException e) {
            throw invalid("~/.silobridge/sessions", null, Reason.of("cli.file.unreadable", "why", why(e)));
        }
        if (kept.isEmpty()) {
            throw invalid("--token-file", null, Reason.of("cli.token.unnamed"));
        }
        if (!console.clock().instant().isBefore(kept.get().endsAt())) {
            throw new RefusedException(Refusal.of(
                    Refusal.Kind.UNAUTHENTICATED,
                    Reason.of("cli.session.over", "until", kept.get().endsAt())));
        }
        return kept.get().id();
    }

    static Optional<TrustedCertificates> trusted(@Nullable Path file) {
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(TrustedCertificates.readFrom(file));
        } catch (IOException e) {
            throw invalid("--trust-file", file.toString(), Reason.of("cli.file.unreadable", "why", why(e)));
        } catch (IllegalArgumentException e) {
            throw invalid("--trust-file", file.toString(), Reason.of("cli.trust.form"));
        }
    }

    static ApiToken token(Path file) {
        OwnerOnly.warn(file);
        try {
            return ApiToken.readFrom(file);
        } catch (IOException e) {
            throw invalid("--token-file", file.toString(), Reason.of("cli.file.unreadable", "why", why(e)));
        } catch (IllegalArgumentException e) {
            throw invalid(
                    "--token-file",
                    file.toString(),
                    Reason.of("cli.token.form", "why", String.valueOf(e.getMessage())));
        }
    }

    static RefusedException invalid(String path, @Nullable String value, Reason reason) {
        return new RefusedException(new Refusal(
                Refusal.Kind.INVALID, Reason.of("cli.options.invalid"), List.of(new Violation(path, value, reason))));
    }

    /** The JDK's file exceptions say only the file's name, or that and no reason. */
    static String why(IOException e) {
        if (e instanceof java.nio.file.NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof java.nio.charset.CharacterCodingException) {
            return "not UTF-8";
        }
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
