package org.silobridge.cli;

import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.Grant;
import org.silobridge.client.Request;
import org.silobridge.client.Signature;
import org.silobridge.contract.yaml.OwnerOnly;
import org.silobridge.contract.yaml.TextFile;
import org.silobridge.ledger.ActorSigner;
import org.silobridge.ledger.Decision;
import org.silobridge.ledger.MalformedException;
import org.silobridge.ledger.Statement;
import org.silobridge.model.GrantId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.RequestId;
import picocli.CommandLine.Option;

/** {@code --sign-with}: a decision is signed on this machine, after showing what is signed. */
final class SignWith {
    @Option(
            names = "--sign-with",
            paramLabel = "FILE",
            description = "Sign it with the key in this file (silobridge key new). What is signed is shown.")
    @Nullable
    Path file;

    /** The client to decide a request with: the same one where nothing is to be signed. */
    CatalogueClient on(
            Console console, CatalogueClient catalogue, RequestId id, Decision decision, Said<Request> decided) {
        return on(
                console,
                catalogue,
                decision,
                id.value(),
                () -> catalogue.request(id),
                (statement, request) -> decided.on(
                        statement
                                .with("dataset", request.dataset().id().value())
                                .with("department", request.department().id().value())
                                .with("purpose", request.purpose())
                                .with("legalBasis", request.legalBasis()),
                        request));
    }

    /** The client to decide a grant with. */
    CatalogueClient on(Console console, CatalogueClient catalogue, GrantId id, Decision decision, Said<Grant> decided) {
        return on(
                console,
                catalogue,
                decision,
                id.value(),
                () -> catalogue.grant(id),
                (statement, grant) -> decided.on(
                        statement
                                .with("dataset", grant.dataset().id().value())
                                .with("department", grant.department().id().value()),
                        grant));
    }

    private <T> CatalogueClient on(
            Console console,
            CatalogueClient catalogue,
            Decision decision,
            String object,
            Supplier<Outcome<T>> asked,
            Said<T> decided) {
        if (file == null) {
            return catalogue;
        }
        var about = asked.get().orThrow();
        return sign(console, catalogue, file, decision, object, statement -> decided.on(statement, about));
    }

    /** Adds to a statement what is decided about something that was just asked for. */
    @FunctionalInterface
    interface Said<T> {
        Statement on(Statement statement, T about);
    }

    static CatalogueClient sign(
            Console console,
            CatalogueClient catalogue,
            Path file,
            Decision decision,
            String object,
            UnaryOperator<Statement> decided) {
        var signer = read("--sign-with", file);
        var at = console.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        var key = signer.publicKey().id();
        var statement = decided.apply(Statement.decision(
                catalogue.exchange().orThrow().ledger().origin(),
                catalogue.me().orThrow().actor().id().value(),
                key,
                at,
                decision,
                object));
        console.say(Reason.of("cli.key.signing", "key", key, "statement", statement));
        return catalogue.signed(new Signature(key, at, signer.sign(statement)));
    }

    /** Reads a key from its file. {@code named}: how the command line calls that. */
    static ActorSigner read(String named, Path file) {
        OwnerOnly.warn(file);
        try {
            return ActorSigner.parse(TextFile.read(file, file.toString()).orThrow());
        } catch (MalformedException e) {
            throw ClientOptions.invalid(
                    named, file.toString(), Reason.of("cli.key.form", "why", String.valueOf(e.getMessage())));
        }
    }
}
