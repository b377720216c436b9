package org.silobridge.sandbox;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A running Kafka, registry and PostgreSQL, each a process of its own that listens on loopback only. Nothing of it
 * outlives the JVM that started it, however that ends. Thread-safe.
 */
public final class Sandbox implements ExchangeInfrastructure {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(6);

    private final Installation installation;
    private final DataDirectory data;
    private final SandboxOptions options;
    private final Optional<Certificate> certificate;
    private final Map<Service, Server> servers = new ConcurrentHashMap<>();
    private final Children children = new Children();
    private final List<Thread> starting = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::close, "sandbox-stop");
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Sandbox(SandboxOptions options, Installation installation) {
        this.options = options;
        this.installation = installation;
        this.data = DataDirectory.open(options);
        try {
            this.certificate = options.tls() ? Optional.of(Certificate.in(data)) : Optional.empty();
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /**
     * Starts the services, in parallel, and returns when all answer.
     *
     * @throws SandboxException if any cannot be started; then none is left running
     */
    public static Sandbox start(SandboxOptions options) {
        Sandbox sandbox = prepare(options);
        try {
            sandbox.start();
            return sandbox;
        } catch (RuntimeException e) {
            sandbox.close();
            throw e;
        }
    }

    /**
     * Takes the data directory and starts nothing yet: for who wants to be able to {@link #close} while it starts. Also
     * to be closed if {@link #start()} fails.
     */
    public static Sandbox prepare(SandboxOptions options) {
        return of(options, Installation.in(options.runtime()));
    }

    static Sandbox of(SandboxOptions options, Installation installation) {
        Sandbox sandbox = new Sandbox(options, installation);
        try {
            Runtime.getRuntime().addShutdownHook(sandbox.hook);
            return sandbox;
        } catch (IllegalStateException e) {
            sandbox.close();
            throw new SandboxException(SandboxException.Code.INTERRUPTED, "The sandbox was asked to stop.", e);
        }
    }

    /** Starts what the options name. */
    public void start() {
        start(options.services());
    }

    /** Starts those of the services that do not run yet; the registry brings PostgreSQL with it. */
    public synchronized void start(Set<Service> services) {
        if (closing.get()) {
            throw new IllegalStateException("the sandbox is closed");
        }
        EnumSet<Service> wanted = EnumSet.noneOf(Service.class);
        wanted.addAll(services);
        if (wanted.contains(Service.REGISTRY)) {
            wanted.add(Service.POSTGRES);
        }
        // One after the other: a taken port is told before anything starts.
        synchronized (starting) {
            if (closing.get()) {
                throw askedToStop();
            }
            wanted.forEach(this::server);
        }
        CompletableFuture<Void> postgres = wanted.contains(Service.POSTGRES) ? inBackground(Service.POSTGRES) : done();
        CompletableFuture<Void> registry = wanted.contains(Service.REGISTRY)
                ? postgres.thenCompose(ready -> inBackground(Service.REGISTRY))
                : done();
        CompletableFuture<Void> kafka = wanted.contains(Service.KAFKA) ? inBackground(Service.KAFKA) : done();
        try {
            CompletableFuture.allOf(postgres, registry, kafka).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SandboxException told) {
                throw told;
            }
            throw new IllegalStateException("a service could not be started", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException(
                    SandboxException.Code.INTERRUPTED, "The sandbox was asked to stop before all of it answered.", e);
        }
    }

    private CompletableFuture<Void> inBackground(Service service) {
        CompletableFuture<Void> started = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        startOne(service);
                        started.complete(null);
                    } catch (RuntimeException | Error e) {
                        started.completeExceptionally(e);
                    }
                },
                "sandbox-start-" + service.slug());
        thread.setDaemon(true);
        synchronized (starting) {
            // Closing waits for the threads that it finds: none may begin behind its back, and write where it deleted.
            if (closing.get()) {
                throw askedToStop();
            }
            starting.removeIf(earlier -> !earlier.isAlive());
            starting.add(thread);
            thread.start();
        }
        return started;
    }

    private static SandboxException askedToStop() {
        return new SandboxException(
                SandboxException.Code.INTERRUPTED, "The sandbox was asked to stop before all of it answered.");
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.allOf();
    }

    private void startOne(Service service) {
        Server server = known(service);
        if (server.alive()) {
            return;
        }
        options.progress().progress(service, "starting " + service.within());
        long begun = System.nanoTime();
        server.start(options.timeout());
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        options.progress().progress(service, service.within() + " answers after " + millis + " ms");
    }

    private synchronized Server server(Service service) {
        Server known = servers.get(service);
        if (known == null) {
            known = create(service);
            servers.put(service, known);
        }
        return known;
    }

    private Server create(Service service) {
        @Nullable Integer wanted = options.ports().get(service);
        return switch (service) {
            case POSTGRES -> new PostgresServer(installation, data, children, data.port(service, "postgres", wanted));
            case KAFKA ->
                new KafkaBroker(
                        installation,
                        data,
                        children,
                        data.port(service, "kafka", wanted),
                        data.port(service, "kafka-internal", null),
                        data.port(service, "kafka-controller", null),
                        options.forMeasuring(),
                        certificate,
                        certificate
                                .flatMap(shown -> options.clientAuthority())
                                .map(authority -> new BrokerConfiguration.ByCertificate(
                                        data.port(service, "kafka-certificate", null),
                                        authority.toAbsolutePath().toString())),
                        certificate
                                .flatMap(shown -> options.tokenIssuer())
                                .map(issuer -> new BrokerConfiguration.ByToken(
                                        data.port(service, "kafka-token", null), issuer)));
            case REGISTRY ->
                new RegistryServer(
                        installation,
                        data,
                        children,
                        (PostgresServer) server(Service.POSTGRES),
                        data.port(service, "registry", wanted),
                        data.port(service, "registry-management", null));
        };
    }

    /** Without the sandbox's lock, which the starting thread holds. */
    private Server known(Service service) {
        Server server = servers.get(service);
        if (server == null) {
            throw new IllegalStateException("the sandbox was started without " + service);
        }
        return server;
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + ((KafkaBroker) known(Service.KAFKA)).port();
    }

    /** {@code host:port} of the listener that takes certificates, where there is one. */
    public Optional<String> certificateServers() {
        return ((KafkaBroker) known(Service.KAFKA)).certificatePort().map(port -> "127.0.0.1:" + port);
    }

    /** {@code host:port} of the listener that takes tokens, where there is one. */
    public Optional<String> tokenServers() {
        return ((KafkaBroker) known(Service.KAFKA)).tokenPort().map(port -> "127.0.0.1:" + port);
    }

    @Override
    public Login kafkaAdmin() {
        return new Login(KafkaBroker.ADMIN, data.secret("kafka.admin"));
    }

    @Override
    public URI registryUrl() {
        return ((RegistryServer) known(Service.REGISTRY)).url();
    }

    @Override
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + ((PostgresServer) known(Service.POSTGRES)).port() + "/"
                + PostgresServer.DATABASE;
    }

    @Override
    public Login databaseOwner() {
        return new Login(PostgresServer.OWNER, data.secret("postgres.owner"));
    }

    @Override
    public Login databaseService() {
        return new Login(PostgresServer.SERVICE, data.secret("postgres.service"));
    }

    @Override
    public Login databaseSuperuser() {
        return new Login(PostgresServer.SUPERUSER, data.secret("postgres.superuser"));
    }

    @Override
    public Optional<Path> trustFile() {
        return certificate.map(Certificate::trusted);
    }

    @Override
    public Optional<Path> tlsKeyFile() {
        return certificate.map(Certificate::key);
    }

    /** Where the state is; gone after {@link #close} if it is temporary. */
    public Path dataDirectory() {
        return data.path();
    }

    /** What the service printed since the directory was made. */
    public Path logFile(Service service) {
        return data.log(service);
    }

    /** Of all processes that run now, PostgreSQL's own children included. */
    public synchronized List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        servers.keySet().forEach(service -> pids.addAll(pids(service)));
        return pids;
    }

    /** Processor time so far of the processes of this service that run now, as far as the system tells it. */
    public Duration processorTime(Service service) {
        return known(service).processes().stream()
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Of the processes of this service that run now. */
    public List<Long> pids(Service service) {
        return known(service).processes().stream()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Bytes that the service holds (proportional set size); empty where the system does not tell. */
    public OptionalLong memory(Service service) {
        long kilobytes = 0;
        for (long pid : pids(service)) {
            try {
                for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
                    if (line.startsWith("Pss:")) {
                        kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
                    }
                }
            } catch (IOException e) {
                if (ProcessHandle.of(pid).isPresent()) {
                    return OptionalLong.empty();
                }
            }
        }
        return OptionalLong.of(kilobytes << 10);
    }

    @Override
    public synchronized void stop(Service service) {
        known(service).stop();
    }

    synchronized void stopInOrder(Service service, Duration patience) {
        known(service).stopInOrder(patience);
    }

    @Override
    public synchronized void kill(Service service) {
        known(service).kill();
    }

    @Override
    public synchronized void restart(Service service) {
        known(service).stop();
        startOne(service);
    }

    /**
     * Stops everything, and deletes the data directory if it is temporary. From any thread, also while it starts: that
     * start then fails with {@link SandboxException.Code#INTERRUPTED}. A second call waits for the first.
     */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            awaitClosed();
            return;
        }
        try {
            children.endSoon();
            synchronized (starting) {
                starting.forEach(Thread::interrupt);
            }
            stopAll();
            children.endRest();
            starting.forEach(Sandbox::awaitEnd);
        } finally {
            try {
                data.close();
            } finally {
                closed.countDown();
                forgetHook();
            }
        }
    }

    /** All at the same time: each of them bears that another is gone. */
    private void stopAll() {
        List<Thread> stopping = new ArrayList<>();
        for (Server server : servers.values()) {
            Thread thread = new Thread(server::stop, "sandbox-stop-" + server.service.slug());
            thread.setDaemon(true);
            thread.start();
            stopping.add(thread);
        }
        stopping.forEach(Sandbox::awaitEnd);
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is on its way out, and it may be the hook that runs this.
        }
    }

    private static void awaitEnd(Thread thread) {
        uninterrupted(() -> thread.join(ENDS_WITHIN.toMillis()));
    }

    private void awaitClosed() {
        uninterrupted(closed::await);
    }

    private interface Waiting {
        void run() throws InterruptedException;
    }

    /** For closing: what is not waited for now is left behind for good. */
    private static void uninterrupted(Waiting waiting) {
        boolean interrupted = false;
        while (true) {
            try {
                waiting.run();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
