package org.silobridge.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.local.Participant;
import org.silobridge.client.Dataset;
import org.silobridge.client.NewActor;
import org.silobridge.client.NewDepartment;
import org.silobridge.client.NewRequest;
import org.silobridge.contract.identifier.SocialCreditCode;
import org.silobridge.it.exchange.PublishedExchange;
import org.silobridge.ledger.ActorSigner;
import org.silobridge.model.ContractName;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.RequestId;

/** A dataset whose contract asks for four eyes; who decides about it, with keys of their own; and who asks for it. */
final class SignedDecisions {
    private static final String SLUG = "registry-office";

    /** What runs a command. */
    @FunctionalInterface
    interface Commands {
        int run(String... args);
    }

    private final LocalExchange exchange;
    private final Path home;
    private final Commands commands;
    private final Participant owner;
    private final Participant reader;
    private final Dataset dataset;

    SignedDecisions(PublishedExchange published, Path home, Commands commands) throws IOException {
        this.exchange = published.exchange();
        this.home = home;
        this.commands = commands;
        this.owner = join(SLUG, "1110000000000E210");
        this.reader = join("registry-reader", "1110000000000E220");
        var contract = PublishedExchange.PROJECT.resolve("schemas/state-assets");
        owner.publisher()
                .publishContract(
                        Files.readString(contract.resolve("enterprise.yaml"))
                                .replace("name: enterprise", "name: watched-enterprise")
                                .replace("schema: enterprise.avsc", "schema: watched-enterprise.avsc")
                                .replace("{sharing: conditional,", "{sharing: conditional, fourEyes: true,"),
                        Files.readString(contract.resolve("enterprise.avsc"))
                                .replace("\"Enterprise\"", "\"WatchedEnterprise\""))
                .orThrow();
        this.dataset = exchange.openDataset(owner, ContractName.parse("state-assets/watched-enterprise"));
    }

    private Participant join(String slug, String code) {
        return exchange.join(new NewDepartment(
                slug,
                new NewDepartment.NewName(slug, slug),
                code + SocialCreditCode.checkDigit(code),
                "national",
                "100000"));
    }

    String dataset() {
        return dataset.name().toString();
    }

    /** Whom a key is for, and the key. */
    final class Signer {
        private final Path token;
        private final Path file;
        private final String id;

        private Signer(Path token, Path file, String id) {
            this.token = token;
            this.file = file;
            this.id = id;
        }

        String key() {
            return id;
        }

        /** Signed. */
        int run(String... args) {
            return plainly(and(args, "--sign-with", file.toString()));
        }

        /** As the same one, not signed. */
        int plainly(String... args) {
            return commands.run(
                    and(args, "--url", exchange.catalogueUrl().toString(), "--token-file", token.toString()));
        }

        /** The same one, with another's key. */
        Signer with(Signer other) {
            return new Signer(token, other.file, other.id);
        }
    }

    /** Two stewards of the owner, each of whom says whose the other's key is, and a coordinator. */
    List<Signer> signers() throws Exception {
        var second = tokenOf(SLUG + "-second", new NewActor.NewRole("steward", SLUG));
        var steward = offered("steward", owner.stewardToken(), "--department", SLUG);
        var other = offered("second", second, "--department", SLUG);
        var coordinator = offered("coordinator", tokenOf("signing", new NewActor.NewRole("coordinator", null)));
        var witness = new Signer(
                tokenOf("witness", new NewActor.NewRole("coordinator", null)), coordinator.file, coordinator.id);
        confirm(other, steward);
        confirm(steward, other);
        confirm(witness, coordinator);
        return List.of(steward, other, coordinator);
    }

    private Signer offered(String name, Path token, String... of) throws Exception {
        var file = home.resolve(name + ".key");
        done(commands.run("key", "new", file.toString()));
        var id = ActorSigner.parse(Files.readString(file)).publicKey().id();
        var signer = new Signer(token, file, id);
        done(signer.run(and(new String[] {"actor", "key", "add"}, of)));
        return signer;
    }

    private static void confirm(Signer by, Signer whose) {
        done(by.plainly("actor", "key", "confirm", whose.id));
    }

    private static void done(int status) {
        if (status != ExitStatus.DONE) {
            throw new AssertionError("ended with " + status);
        }
    }

    private Path tokenOf(String subject, NewActor.NewRole role) throws IOException {
        var operator = exchange.operator();
        var id = operator.registerActor(new NewActor(subject, subject, List.of(role)))
                .orThrow()
                .id();
        var token = operator.issueToken(id, "signs", 30, List.of()).orThrow().token();
        return Files.writeString(home.resolve(subject + ".token"), token);
    }

    /** One that waits for the owner's steward. */
    String request(String scenario) {
        var filed = reader.applicant()
                .fileRequest(
                        new NewRequest(
                                dataset(),
                                reader.slug(),
                                "ServiceAccessDetermination",
                                "a statute",
                                scenario,
                                List.of("open"),
                                30,
                                null),
                        null)
                .orThrow();
        return exchange.coordinator().passCheck(filed.id()).orThrow().id().value();
    }

    /** Brings a refused one before the coordinator. */
    void appeal(String request) {
        var id = new RequestId(request);
        reader.applicant().appeal(id, "It is needed all the same").orThrow();
        reader.applicant().endTalks(id).orThrow();
    }

    /** The grant that a request led to, once Kafka enforces it. */
    String inForce(String request) {
        var grant = reader.applicant().request(new RequestId(request)).orThrow().grant();
        if (grant == null) {
            throw new AssertionError("request " + request + " led to no grant");
        }
        LocalExchange.await("Kafka enforces " + grant, () -> Optional.of(
                        exchange.operator().grant(grant).orThrow())
                .filter(found -> found.state() == GrantState.ACTIVE));
        return grant.value();
    }

    void askRenewal(String grant) {
        var id = new GrantId(grant);
        var until = reader.applicant().grant(id).orThrow().until();
        reader.applicant()
                .askRenewal(id, until.plus(Duration.ofDays(20)), "The campaign goes on")
                .orThrow();
    }

    /** What an auditor finds, away from the exchange, who has these keys' ids from their holders. */
    int verify(Signer... known) throws IOException {
        var export = home.resolve("export.silobridge-ledger");
        var auditor = exchange.client(auditorToken());
        auditor.exportLedger(export).orThrow();
        var ids = Files.writeString(
                home.resolve("ids"), Arrays.stream(known).map(Signer::key).collect(Collectors.joining("\n")));
        return commands.run(
                "audit",
                "verify",
                export.toString(),
                "--key",
                auditor.exchange().orThrow().ledger().verifierKey(),
                "--signing-keys",
                ids.toString());
    }

    private Path auditorToken() throws IOException {
        var file = home.resolve("signing-auditor.token");
        return Files.exists(file) ? file : tokenOf("signing-auditor", new NewActor.NewRole("auditor", null));
    }

    private static String[] and(String[] args, String... more) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
