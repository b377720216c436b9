package org.silobridge.sandbox;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A running Kafka, registry and PostgreSQL, each a process of its own that listens on loopback only. Nothing of it
 * outlives the JVM that started it, however that ends. Thread-safe.
 */
public final class Sandbox implements ExchangeInfrastructure {
    private final Installation installation;
    private final DataDirectory data;
    private final SandboxOptions options;
    private final Map<Service, Server> servers = new EnumMap<>(Service.class);
    private final Thread hook = new Thread(this::stopAll, "sandbox-stop");
    private boolean closed;

    private Sandbox(SandboxOptions options) {
        this.options = options;
        this.installation = new Installation(options.runtime());
        this.data = DataDirectory.open(options);
    }

    /**
     * Starts the services, in parallel, and returns when all answer.
     *
     * @throws SandboxException if any cannot be started; then none is left running
     */
    public static Sandbox start(SandboxOptions options) {
        Sandbox sandbox = new Sandbox(options);
        try {
            Runtime.getRuntime().addShutdownHook(sandbox.hook);
            sandbox.start(options.services());
            return sandbox;
        } catch (RuntimeException e) {
            sandbox.close();
            throw e;
        }
    }

    /** Starts those of the services that do not run yet; the registry brings PostgreSQL with it. */
    public synchronized void start(Set<Service> services) {
        if (closed) {
            throw new IllegalStateException("the sandbox is closed");
        }
        EnumSet<Service> wanted = EnumSet.noneOf(Service.class);
        wanted.addAll(services);
        if (wanted.contains(Service.REGISTRY)) {
            wanted.add(Service.POSTGRES);
        }
        // One after the other: a taken port is told before anything starts.
        wanted.forEach(this::server);
        CompletableFuture<Void> postgres = wanted.contains(Service.POSTGRES) ? inBackground(Service.POSTGRES) : done();
        CompletableFuture<Void> registry = wanted.contains(Service.REGISTRY)
                ? postgres.thenCompose(ready -> inBackground(Service.REGISTRY))
                : done();
        CompletableFuture<Void> kafka = wanted.contains(Service.KAFKA) ? inBackground(Service.KAFKA) : done();
        try {
            CompletableFuture.allOf(postgres, registry, kafka).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SandboxException told) {
                throw told;
            }
            throw e;
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
        thread.start();
        return started;
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.allOf();
    }

    private void startOne(Service service) {
        Server server = known(service);
        if (server.alive()) {
            return;
        }
        options.progress().progress(service, "starting " + service.title());
        long begun = System.nanoTime();
        server.start(options.timeout());
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        options.progress().progress(service, service.title() + " answers after " + millis + " ms");
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
            case POSTGRES -> new PostgresServer(installation, data, data.port(service, "postgres", wanted));
            case KAFKA ->
                new KafkaBroker(
                        installation,
                        data,
                        data.port(service, "kafka", wanted),
                        data.port(service, "kafka-internal", null),
                        data.port(service, "kafka-controller", null));
            case REGISTRY ->
                new RegistryServer(
                        installation,
                        data,
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

    @Override
    public synchronized void kill(Service service) {
        known(service).kill();
    }

    @Override
    public synchronized void restart(Service service) {
        known(service).stop();
        startOne(service);
    }

    /** Stops everything, and deletes the data directory if it is temporary. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is on its way out and the hook runs: what it does once more here does no harm.
        }
        stopAll();
    }

    /** The registry before its PostgreSQL. Takes no lock, so that it also works while a start hangs. */
    private void stopAll() {
        try {
            for (Service service : List.of(Service.REGISTRY, Service.KAFKA, Service.POSTGRES)) {
                Server server = servers.get(service);
                if (server != null) {
                    server.stop();
                }
            }
        } finally {
            data.close();
        }
    }
}
