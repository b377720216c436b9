package org.silobridge.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.ApiToken;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.Dataset;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.NewActor;
import org.silobridge.client.NewDataset;
import org.silobridge.client.NewDepartment;
import org.silobridge.client.PublishedContract;
import org.silobridge.model.ContractName;
import org.silobridge.sandbox.Sandbox;
import org.silobridge.sandbox.SandboxOptions;

/**
 * A whole exchange on this machine: the sandbox's Kafka, registry and PostgreSQL, and the catalogue as a process of its
 * own that can be killed. For the demo, for soak runs and for tests. Everything it writes is in one directory, which
 * the caller owns.
 */
public final class LocalExchange implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final SandboxOptions options;
    private final Consumer<String> progress;
    private @Nullable Sandbox sandbox;
    private @Nullable CatalogueProcess catalogue;
    private @Nullable CatalogueProcess second;
    private @Nullable URI url;
    private @Nullable CatalogueClient operator;
    private int mailPort;
    private @Nullable CatalogueClient coordinator;
    private boolean closed;

    private LocalExchange(Path directory, SandboxOptions options, Consumer<String> progress) {
        this.directory = directory;
        this.options = options.dataDirectory().isPresent()
                ? options
                : options.withTemporaryDirectory(directory.resolve("sandbox"));
        this.progress = progress;
    }

    /**
     * Starts it and returns when the catalogue answers and Kafka is its own.
     *
     * @param directory an existing directory
     * @param options where these name no directory, the infrastructure's data goes below {@code directory} and is
     *     deleted when this is closed
     * @param progress told each step in a short sentence
     */
    public static LocalExchange start(Path directory, SandboxOptions options, Consumer<String> progress) {
        var exchange = prepare(directory, options, progress);
        try {
            exchange.start();
            return exchange;
        } catch (RuntimeException e) {
            exchange.close();
            throw e;
        }
    }

    /** As {@link #start(Path, SandboxOptions, Consumer)}, without starting: for who must be able to close it meanwhile. */
    public static LocalExchange prepare(Path directory, SandboxOptions options, Consumer<String> progress) {
        return new LocalExchange(directory, options, progress);
    }

    /** Starts it and returns when the catalogue answers and Kafka is its own. To be closed also if this fails. */
    public void start() {
        preparedSandbox().start();
        progress.accept("starting the catalogue");
        preparedCatalogue().awaitAnswer();
        operator = client(operatorTokenFile());
    }

    private synchronized Sandbox preparedSandbox() {
        refuseIfClosed();
        sandbox = Sandbox.prepare(options.withProgress((service, step) -> progress.accept(step)));
        return sandbox;
    }

    private synchronized CatalogueProcess preparedCatalogue() {
        refuseIfClosed();
        try {
            url = URI.create("http://127.0.0.1:" + freePort());
            mailPort = freePort();
            var configuration = CatalogueFile.write(directory, sandbox(), url, mailPort, options.forMeasuring());
            var process = new CatalogueProcess(
                    configuration, directory.resolve("catalogue.log"), url, options.forMeasuring());
            process.spawn();
            catalogue = process;
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new IllegalStateException("the exchange is closed");
        }
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not started");
        }
        return part;
    }

    public Path directory() {
        return directory;
    }

    public Sandbox sandbox() {
        return started(sandbox);
    }

    public URI catalogueUrl() {
        return started(url);
    }

    /** Where the catalogue's e-mails go, on this machine. Nobody listens there unless somebody does. */
    public int mailPort() {
        return mailPort;
    }

    public Path operatorTokenFile() {
        return directory.resolve(CatalogueFile.OPERATOR_TOKEN);
    }

    public CatalogueClient operator() {
        return started(operator);
    }

    /** Who checks requests before they go to the owner, and decides appeals. Registered when first asked for. */
    public synchronized CatalogueClient coordinator() {
        if (coordinator == null) {
            coordinator = client(tokenOf("coordinator", "coordinator"));
        }
        return coordinator;
    }

    /** A client of the catalogue that speaks with the token in {@code tokenFile}. */
    public CatalogueClient client(Path tokenFile) {
        return client(tokenFile, catalogueUrl());
    }

    /** The same, of one replica. */
    public CatalogueClient client(Path tokenFile, URI replica) {
        try {
            return new CatalogueClient(
                    replica, Optional.of(ApiToken.readFrom(tokenFile)), Locale.ENGLISH, Duration.ofSeconds(20));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Registers a department with a publisher, an applicant and a steward, and keeps what it is issued in files. */
    public Participant join(NewDepartment wanted) {
        var slug = wanted.slug();
        var registered = operator().registerDepartment(wanted).orThrow();
        var credential = registered.kafka() != null
                ? registered.kafka()
                : operator().issueKafkaCredential(slug, null).orThrow();
        var publisher = token(slug, "publisher");
        var applicant = token(slug, "applicant");
        var steward = token(slug, "steward");
        return new Participant(
                registered.department(),
                client(publisher),
                client(applicant),
                client(steward),
                publisher,
                applicant,
                steward,
                secretFile(slug + ".kafka.properties", credential.clientConfig()));
    }

    /** An actor with an exchange-wide role, and the file with its token. */
    public Path tokenOf(String subject, String role) {
        return issue(new NewActor(subject, subject, List.of(new NewActor.NewRole(role, null))));
    }

    private Path token(String department, String role) {
        return issue(new NewActor(
                department + "-" + role, role + " of " + department, List.of(new NewActor.NewRole(role, department))));
    }

    private Path issue(NewActor actor) {
        var id = operator().registerActor(actor).orThrow().id();
        var token = operator().issueToken(id, "local exchange", 30, List.of()).orThrow();
        return secretFile(actor.subject() + ".token", token.token() + "\n");
    }

    /** Publishes the contract that stands in {@code schemas}, a directory such as the project's own. */
    public PublishedContract publishContract(Participant publisher, Path schemas, ContractName name) {
        try {
            var base = schemas.resolve(name.database().value());
            return publisher
                    .publisher()
                    .publishContract(
                            Files.readString(base.resolve(name.name() + ".yaml")),
                            Files.readString(base.resolve(name.name() + ".avsc")))
                    .orThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Registers a dataset and returns when its topic and schema stand. */
    public Dataset openDataset(Participant owner, ContractName contract) {
        var id = owner.publisher()
                .registerDataset(new NewDataset(contract.toString(), 1, owner.slug(), null))
                .orThrow()
                .id();
        return await("dataset " + contract + " is ready", () -> {
            var found = owner.publisher().dataset(DatasetRef.of(id)).orThrow();
            return found.state().equals("ready") ? Optional.of(found) : Optional.empty();
        });
    }

    /** Asks again and again until there is an answer. @throws IllegalStateException when it takes too long */
    public static <T> T await(String what, Supplier<Optional<T>> question) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited " + PATIENCE.toSeconds() + " s in vain until " + what);
            }
            moment();
        }
    }

    /** The catalogue's process. */
    public CatalogueProcess catalogue() {
        return started(catalogue);
    }

    /** Starts one more replica over the same database and Kafka, and returns when it answers. */
    public CatalogueProcess startSecondCatalogue() {
        var replica = preparedSecond();
        replica.awaitAnswer();
        return replica;
    }

    private synchronized CatalogueProcess preparedSecond() {
        refuseIfClosed();
        try {
            var at = URI.create("http://127.0.0.1:" + freePort());
            var configuration = CatalogueFile.writeReplica(directory, sandbox(), at, mailPort, options.forMeasuring());
            var replica = new CatalogueProcess(
                    configuration, directory.resolve("catalogue-2.log"), at, options.forMeasuring());
            replica.spawn();
            second = replica;
            return replica;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the second replica, if there is one. */
    public synchronized void endSecondCatalogue() {
        end(second);
        second = null;
    }

    /** SIGKILL for the catalogue; returns when it is gone. */
    public void killCatalogue() {
        started(catalogue).kill();
    }

    /** Starts the catalogue again and returns when it answers. */
    public void startCatalogue() {
        beginToStartCatalogue();
        started(catalogue).awaitAnswer();
    }

    /** Starts the catalogue again and does not wait: it may be killed while it starts. */
    public synchronized void beginToStartCatalogue() {
        refuseIfClosed();
        started(catalogue).spawn();
    }

    /** Memory of everything but the caller's own process, in bytes of proportional set size; empty where that is not told. */
    public OptionalLong memory() {
        var pids = new ArrayList<>(sandbox().pids());
        pids.add(started(catalogue).pid());
        return ProcessMemory.ofAll(pids);
    }

    /** Of the catalogue's process. */
    public long cataloguePid() {
        return started(catalogue).pid();
    }

    /** Ends everything. From any thread, also while it starts; who comes second waits for the first. */
    @Override
    public synchronized void close() {
        closed = true;
        end(second);
        end(catalogue);
        if (sandbox != null) {
            sandbox.close();
        }
    }

    private void end(@Nullable CatalogueProcess replica) {
        if (replica != null) {
            if (options.temporary()) {
                replica.kill();
            } else {
                replica.stop();
            }
        }
    }

    private Path secretFile(String name, String content) {
        try {
            return SecretFiles.write(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void moment() {
        try {
            new CountDownLatch(1).await(25, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
