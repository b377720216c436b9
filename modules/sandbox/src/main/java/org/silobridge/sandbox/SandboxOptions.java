package org.silobridge.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How to start a sandbox.
 *
 * @param services what to start; the registry brings PostgreSQL with it
 * @param dataDirectory where state is; if empty, a directory of its own in the system's temporary directory
 * @param temporary whether the state goes with the sandbox: then nothing waits for disks, nothing is ended gently, and
 *     the directory is deleted at the end
 * @param ports fixed ports; a service without one gets a free port, and a kept data directory remembers it
 * @param runtime where Maven laid out the programs
 * @param timeout for all services together to answer
 * @param progress told of each step
 * @param freeSpace measures the free bytes of the file system of a directory
 * @param forMeasuring whether the broker runs as in production, with all of the compiler and a large heap; otherwise it
 *     starts fast and stays small
 * @param tls whether clients reach Kafka by SASL_SSL alone, with a certificate of the directory's own
 * @param clientAuthority certificates in PEM of who vouches for clients: with TLS there is a listener then that takes
 *     certificates of theirs in the place of passwords
 * @param tokenIssuer whose tokens are taken: with TLS there is a listener for them then
 */
public record SandboxOptions(
        Set<Service> services,
        Optional<Path> dataDirectory,
        boolean temporary,
        Map<Service, Integer> ports,
        Path runtime,
        Duration timeout,
        ProgressListener progress,
        FreeSpace freeSpace,
        boolean forMeasuring,
        boolean tls,
        Optional<Path> clientAuthority,
        Optional<TokenIssuer> tokenIssuer) {

    /** The system property that names the runtime directory; the build sets it for tests, the launcher for commands. */
    public static final String RUNTIME_PROPERTY = "silobridge.sandbox.runtime";

    /** Free bytes at a path. */
    @FunctionalInterface
    public interface FreeSpace {
        long bytes(Path directory) throws IOException;
    }

    public SandboxOptions {
        EnumSet<Service> wanted = EnumSet.noneOf(Service.class);
        wanted.addAll(services);
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("services: name at least one of " + EnumSet.allOf(Service.class));
        }
        if (wanted.contains(Service.REGISTRY)) {
            wanted.add(Service.POSTGRES);
        }
        if (dataDirectory.isEmpty() && !temporary) {
            throw new IllegalArgumentException("dataDirectory: what is to be kept needs a directory");
        }
        services = Set.copyOf(wanted);
        ports = Map.copyOf(ports);
        ports.forEach((service, port) -> {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("ports." + service + ": not a port (1 to 65535): " + port);
            }
        });
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: not positive: " + timeout);
        }
    }

    /** Everything, on free ports, in a temporary directory, from the runtime directory of {@link #RUNTIME_PROPERTY}. */
    public static SandboxOptions defaults() {
        return new SandboxOptions(
                EnumSet.allOf(Service.class),
                Optional.empty(),
                true,
                Map.of(),
                Path.of(System.getProperty(RUNTIME_PROPERTY, "modules/sandbox/target/runtime"))
                        .toAbsolutePath(),
                Duration.ofMinutes(2),
                (service, step) -> {},
                directory -> Files.getFileStore(directory).getUsableSpace(),
                false,
                false,
                Optional.empty(),
                Optional.empty());
    }

    public SandboxOptions withServices(Service first, Service... others) {
        return with(changed -> changed.services = EnumSet.of(first, others));
    }

    /** State is kept there between runs. */
    public SandboxOptions withDataDirectory(Path directory) {
        return with(changed -> {
            changed.dataDirectory = Optional.of(directory);
            changed.temporary = false;
        });
    }

    /** State is there as long as the sandbox runs. */
    public SandboxOptions withTemporaryDirectory(Path directory) {
        return with(changed -> {
            changed.dataDirectory = Optional.of(directory);
            changed.temporary = true;
        });
    }

    public SandboxOptions withPort(Service service, int port) {
        Map<Service, Integer> all = new EnumMap<>(Service.class);
        all.putAll(ports);
        all.put(service, port);
        return with(changed -> changed.ports = all);
    }

    public SandboxOptions withRuntime(Path directory) {
        return with(changed -> changed.runtime = directory);
    }

    public SandboxOptions withTimeout(Duration limit) {
        return with(changed -> changed.timeout = limit);
    }

    public SandboxOptions withProgress(ProgressListener listener) {
        return with(changed -> changed.progress = listener);
    }

    public SandboxOptions withFreeSpace(FreeSpace measure) {
        return with(changed -> changed.freeSpace = measure);
    }

    public SandboxOptions withMeasuring() {
        return with(changed -> changed.forMeasuring = true);
    }

    public SandboxOptions withTls() {
        return with(changed -> changed.tls = true);
    }

    /** With TLS: a listener for clients with certificates of this authority, too. */
    public SandboxOptions withClientAuthority(Path certificates) {
        return with(changed -> changed.clientAuthority = Optional.of(certificates));
    }

    /** With TLS: a listener for clients with tokens of this issuer, too. */
    public SandboxOptions withTokensOf(TokenIssuer issuer) {
        return with(changed -> changed.tokenIssuer = Optional.of(issuer));
    }

    private SandboxOptions with(Consumer<Changed> change) {
        Changed changed = new Changed(this);
        change.accept(changed);
        return new SandboxOptions(
                changed.services,
                changed.dataDirectory,
                changed.temporary,
                changed.ports,
                changed.runtime,
                changed.timeout,
                changed.progress,
                changed.freeSpace,
                changed.forMeasuring,
                changed.tls,
                changed.clientAuthority,
                changed.tokenIssuer);
    }

    /** Options while one of them is made another. */
    private static final class Changed {
        Set<Service> services;
        Optional<Path> dataDirectory;
        boolean temporary;
        Map<Service, Integer> ports;
        Path runtime;
        Duration timeout;
        ProgressListener progress;
        FreeSpace freeSpace;
        boolean forMeasuring;
        boolean tls;
        Optional<Path> clientAuthority;
        Optional<TokenIssuer> tokenIssuer;

        Changed(SandboxOptions from) {
            this.services = from.services;
            this.dataDirectory = from.dataDirectory;
            this.temporary = from.temporary;
            this.ports = from.ports;
            this.runtime = from.runtime;
            this.timeout = from.timeout;
            this.progress = from.progress;
            this.freeSpace = from.freeSpace;
            this.forMeasuring = from.forMeasuring;
            this.tls = from.tls;
            this.clientAuthority = from.clientAuthority;
            this.tokenIssuer = from.tokenIssuer;
        }
    }
}
