package org.silobridge.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.silobridge.sandbox.SandboxException.Code;

/** PostgreSQL under a small shell script that stops it when the sandbox is gone. */
final class PostgresServer extends Server {
    static final String DATABASE = "silobridge";
    static final String OWNER = "silobridge_owner";
    static final String SERVICE = "silobridge";
    static final String SUPERUSER = "postgres";
    static final String REGISTRY = "registry";

    /**
     * They make a password that a person chose dear to guess. Ours are drawn at random, and 4,096 cost each connection
     * of a JVM that just started 10 ms of its processor.
     */
    private static final int SCRAM_ITERATIONS = 64;

    private static final String NOBODY = "65534";
    private static final Duration PROBED_WITHIN = Duration.ofSeconds(10);

    private final Installation installation;
    private final int port;
    private final Path cluster;

    PostgresServer(Installation installation, DataDirectory data, Children children, int port) {
        super(Service.POSTGRES, data, children);
        this.installation = installation;
        this.port = port;
        this.cluster = data.path().resolve("postgres");
    }

    int port() {
        return port;
    }

    @Override
    void start(Duration timeout) {
        try {
            Path home = PostgresDistribution.unpacked(installation);
            Path ready = cluster.resolve("ready");
            Path files = cluster.resolve("data");
            List<String> user = userPrefix(home);
            if (!Files.exists(ready)) {
                initialise(home, files, user, timeout);
                data.writePrivate(ready, "");
            }
            writeConfiguration(files);
            // Every process of a predecessor is gone (DataDirectory saw to it): the number may be anybody's now.
            Files.deleteIfExists(files.resolve("postmaster.pid"));
            // PostgreSQL's fast shutdown (its own meaning of SIGTERM is to wait for all clients), and its immediate
            // one.
            List<String> command = new ArrayList<>(Watchdog.prefix("INT", "QUIT"));
            command.addAll(user);
            command.addAll(List.of(bin(home, "postgres"), "-D", files.toString()));
            run(command, cluster, this::ready, timeout);
        } catch (IOException e) {
            throw DataDirectory.unwritable(cluster, e);
        }
    }

    private void initialise(Path home, Path files, List<String> user, Duration timeout) throws IOException {
        DataDirectory.deleteTree(cluster);
        DataDirectory.createPrivate(cluster);
        DataDirectory.createPrivate(files);
        Path passwordFile = data.run("postgres.password");
        data.writePrivate(passwordFile, data.secret("postgres.superuser"));
        if (user.contains("setpriv")) {
            for (Path path : List.of(cluster, files, passwordFile)) {
                Files.setAttribute(path, "unix:uid", Integer.parseInt(NOBODY));
            }
        }
        List<String> command = new ArrayList<>(user);
        command.addAll(List.of(
                bin(home, "initdb"),
                "--pgdata=" + files,
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                // In files of the cluster, which go with it: what lies in /dev/shm outlives a kill.
                "--set=dynamic_shared_memory_type=mmap",
                "--set=scram_iterations=" + SCRAM_ITERATIONS,
                "--no-instructions"));
        if (data.temporary()) {
            command.add("--no-sync");
        }
        children.start(service, command, cluster, data.log(service)).awaitSuccess(timeout);
        Files.delete(passwordFile);
        createRoles(home, files, user, timeout);
    }

    /** In single-user mode: it needs no client program and no network; its input is SQL, one statement a line. */
    private void createRoles(Path home, Path files, List<String> user, Duration timeout) throws IOException {
        List<String> statements = rolesAndDatabases(
                new Login(OWNER, data.secret("postgres.owner")),
                new Login(SERVICE, data.secret("postgres.service")),
                new Login(REGISTRY, data.secret("postgres.registry")));
        String sql = String.join("\n", statements) + "\n";
        List<String> command = new ArrayList<>(user);
        command.addAll(List.of(bin(home, "postgres"), "--single", "-D", files.toString(), "postgres"));
        // Its prompt answers with the statements, passwords included, when one fails: nobody is to see that.
        if (!children.startSilent(service, command, cluster, sql).endsWell(timeout)) {
            throw new SandboxException(
                    Code.SERVICE_DIED, "PostgreSQL could not make the sandbox's roles and databases in " + files + ".");
        }
    }

    /** What a new cluster needs, one statement each. */
    static List<String> rolesAndDatabases(Login owner, Login service, Login registry) {
        return List.of(
                role(owner),
                role(service),
                role(registry),
                "CREATE DATABASE " + DATABASE + " OWNER " + owner.user() + ";",
                "REVOKE ALL ON DATABASE " + DATABASE + " FROM PUBLIC;",
                "GRANT CONNECT ON DATABASE " + DATABASE + " TO " + service.user() + ";",
                "CREATE DATABASE " + REGISTRY + " OWNER " + registry.user() + ";",
                "REVOKE ALL ON DATABASE " + REGISTRY + " FROM PUBLIC;");
    }

    private static String role(Login login) {
        return "CREATE ROLE " + login.user() + " LOGIN PASSWORD '" + login.password() + "';";
    }

    private void writeConfiguration(Path files) throws IOException {
        Files.writeString(
                files.resolve("postgresql.conf"),
                String.format(
                        Locale.ROOT,
                        """
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 100
                shared_buffers = 32MB
                wal_level = logical
                max_replication_slots = 20
                max_wal_senders = 20
                dynamic_shared_memory_type = mmap
                jit = off
                scram_iterations = %d
                fsync = %s
                log_timezone = 'UTC'
                timezone = 'UTC'
                """, // What is deleted with the sandbox need not survive a power cut.
                        port,
                        SCRAM_ITERATIONS,
                        data.temporary() ? "off" : "on"));
    }

    /** The last line of its pid file says so, as {@code pg_ctl} reads it. */
    private boolean ready() {
        try {
            List<String> lines = Files.readAllLines(cluster.resolve("data").resolve("postmaster.pid"));
            return lines.size() >= 8 && lines.get(7).strip().equals("ready");
        } catch (IOException e) {
            return false;
        }
    }

    /** PostgreSQL refuses to run as root: then it runs in a user name space of its own, or as nobody. */
    private List<String> userPrefix(Path home) throws IOException {
        DataDirectory.createPrivate(cluster);
        if (!Files.getAttribute(cluster.getParent(), "unix:uid").equals(0)) {
            return List.of();
        }
        List<String> nobody = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--");
        for (List<String> prefix : List.of(List.of("unshare", "--user", "--"), nobody)) {
            List<String> probe = new ArrayList<>(prefix);
            probe.addAll(List.of(bin(home, "postgres"), "--version"));
            if (succeeds(probe)) {
                return prefix;
            }
        }
        throw new SandboxException(
                Code.ROOT_REFUSED,
                "PostgreSQL does not run as root, and here neither unshare nor setpriv can start "
                        + bin(home, "postgres") + " as somebody else. Run the sandbox as an ordinary user.");
    }

    private boolean succeeds(List<String> command) {
        try {
            return children.startSilent(service, command, cluster, "").endsWell(PROBED_WITHIN);
        } catch (SandboxException e) {
            if (e.code() == Code.INTERRUPTED) {
                throw e;
            }
            return false; // There is no such program.
        }
    }

    private static String bin(Path home, String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** Also when all is forgotten: only PostgreSQL itself gives its shared memory back. */
    @Override
    void stop() {
        stopInOrder();
    }
}
