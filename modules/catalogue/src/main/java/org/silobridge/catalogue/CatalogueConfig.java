package org.silobridge.catalogue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.silobridge.catalogue.actor.Sessions;
import org.silobridge.catalogue.clock.CalendarFile;
import org.silobridge.catalogue.clock.ClockProfile;
import org.silobridge.catalogue.clock.ClockProfileFile;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.clock.WorkingCalendar;
import org.silobridge.catalogue.delivery.DeliverySettings;
import org.silobridge.catalogue.delivery.Network;
import org.silobridge.catalogue.delivery.Trust;
import org.silobridge.catalogue.enforcement.ReadQuotas;
import org.silobridge.catalogue.grant.GrantClock;
import org.silobridge.catalogue.http.ApiServer;
import org.silobridge.catalogue.http.CallLimits;
import org.silobridge.catalogue.oidc.OidcSettings;
import org.silobridge.catalogue.procedure.GrantTerms.Recertification;
import org.silobridge.catalogue.use.Use;
import org.silobridge.contract.yaml.Document;
import org.silobridge.contract.yaml.Secret;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;

/** The service's configuration: one YAML file of kind {@code Catalogue}. A commented sample is {@code deploy/catalogue.yaml}. */
public record CatalogueConfig(
        Exchange exchange,
        Http http,
        Postgres postgres,
        Kafka kafka,
        Registry registry,
        Keys keys,
        Ledger ledger,
        Law law,
        DeliverySettings delivery,
        Use.Settings use,
        Bootstrap bootstrap,
        Optional<OidcSettings> identity) {
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1", "localhost");
    private static final String QUOTA = "bytes a second such as 50MiB, or unlimited";

    /** Without an issuer outside. */
    public CatalogueConfig(
            Exchange exchange,
            Http http,
            Postgres postgres,
            Kafka kafka,
            Registry registry,
            Keys keys,
            Ledger ledger,
            Law law,
            DeliverySettings delivery,
            Use.Settings use,
            Bootstrap bootstrap) {
        this(exchange, http, postgres, kafka, registry, keys, ledger, law, delivery, use, bootstrap, Optional.empty());
    }

    /** What the exchange is called; name, prefix and origin are fixed at the first start. */
    public record Exchange(String name, KafkaNames names) {}

    /**
     * Where the API listens.
     *
     * @param tls what it shows that it is itself with; empty: it speaks in clear, for a proxy before it
     * @param publicUrl how browsers reach it where that is another way, through a proxy; scheme and authority
     * @param sessions how long people stay logged in
     * @param portFile where the port is written once it is listening, for whoever starts it on port 0
     */
    public record Http(
            String host,
            int port,
            Optional<Path> portFile,
            int workers,
            long maxBodyBytes,
            Duration requestTimeout,
            CallLimits limits,
            Optional<ApiServer.Tls> tls,
            Optional<URI> publicUrl,
            Sessions.Settings sessions) {
        public Http(
                String host,
                int port,
                Optional<Path> portFile,
                int workers,
                long maxBodyBytes,
                Duration requestTimeout,
                CallLimits limits) {
            this(
                    host,
                    port,
                    portFile,
                    workers,
                    maxBodyBytes,
                    requestTimeout,
                    limits,
                    Optional.empty(),
                    Optional.empty(),
                    Sessions.Settings.usual());
        }

        public String scheme() {
            return tls.isPresent() ? "https" : "http";
        }
    }

    /**
     * The database.
     *
     * @param owner owns the tables and migrates them at the start
     * @param service what the service is at run time: it may insert, and change only what a lifecycle moves
     */
    public record Postgres(String url, User owner, User service, int poolSize, Duration patience) {}

    /** A log-in. */
    public record User(String user, Secret password) {}

    /**
     * The cluster.
     *
     * @param adminConfig the properties of the principal that administers topics, users and rights
     * @param clientBootstrapServers where departments reach it
     * @param clientTrust the certificates that vouch for it there, in PEM; empty: those that each client trusts anyway
     */
    public record Kafka(
            Secret adminConfig,
            String clientBootstrapServers,
            String clientSecurityProtocol,
            Optional<String> clientTrust,
            Duration interval,
            Duration timeout,
            Duration quarantineRetention,
            ReadQuotas quotas) {}

    /**
     * The schema registry.
     *
     * @param clientUrl where departments reach it
     * @param trust who vouches for it; empty: whom Java trusts
     */
    public record Registry(URI url, URI clientUrl, Duration timeout, Optional<Trust> trust) {}

    /** Where the key that wraps secrets is kept, and how long a connector may hold a secret. */
    public record Keys(Path keysetFile, Duration leaseTime) {}

    /**
     * The ledger.
     *
     * @param origin its name in every checkpoint, a host name and a path, without a scheme
     * @param directory where the signing key and the last checkpoint stand, outside PostgreSQL
     * @param interval between two rounds of the sequencer
     * @param patience how old the oldest entry may be that is not integrated, before nothing is decided any more
     */
    public record Ledger(String origin, Path directory, Duration interval, Duration patience) {}

    /**
     * The deadlines that requests are under, and where.
     *
     * @param interval how long a warning may be due before somebody looks
     * @param recertification what a grant is under that a steward approves from now on
     * @param endNoticeDays how many working days before its end a grant's holder is told
     */
    public record Law(
            ClockProfile profile,
            WorkingCalendar calendar,
            ZoneId zone,
            Duration interval,
            Optional<Recertification> recertification,
            int endNoticeDays) {
        public Deadlines deadlines() {
            return Deadlines.of(profile, calendar, zone);
        }

        public GrantClock grants() {
            return new GrantClock(deadlines().time(), recertification, endNoticeDays);
        }
    }

    /** The first operator, made at the first start only. */
    public record Bootstrap(Path operatorTokenFile, String subject, Duration tokenValidity) {}

    /** Reads the file; all faults at once. */
    public static Outcome<CatalogueConfig> read(Path file) {
        return Document.read(file, "Catalogue", CatalogueConfig::shape);
    }

    private static CatalogueConfig shape(Section root) {
        return new CatalogueConfig(
                root.section("exchange", CatalogueConfig::exchange),
                root.section("http", CatalogueConfig::http),
                root.section("postgres", CatalogueConfig::postgres),
                root.section("kafka", CatalogueConfig::kafka),
                root.section("registry", CatalogueConfig::registry),
                root.section(
                        "keys",
                        keys -> new Keys(keys.file("keysetFile"), keys.duration("leaseTime", Duration.ofDays(7)))),
                root.section("ledger", CatalogueConfig::ledger),
                root.optionalSection("law", CatalogueConfig::law).orElseGet(CatalogueConfig::usualLaw),
                root.optionalSection("delivery", CatalogueConfig::delivery).orElseGet(DeliverySettings::inboxOnly),
                root.optionalSection("use", CatalogueConfig::use).orElseGet(Use.Settings::usual),
                root.section("bootstrap", CatalogueConfig::bootstrap),
                root.optionalSection("identity", CatalogueConfig::identity));
    }

    private static OidcSettings identity(Section identity) {
        return new OidcSettings(
                identity.text("issuer"),
                identity.text("audience"),
                closed(identity, "keysUrl"),
                identity.text("subjectClaim", "sub"),
                identity.optionalSection(
                        "client",
                        client -> new OidcSettings.Client(
                                client.text("id"),
                                client.secretFile("secretFile"),
                                closed(client, "authorizationUrl"),
                                closed(client, "tokenUrl"))));
    }

    /** Where nobody on the way may listen, or answer. */
    private static URI closed(Section section, String key) {
        var url = section.uri(key);
        if (!"https".equals(url.getScheme()) && !isLoopback(url)) {
            section.reject(key, Reason.of("catalogue.config.keys-in-the-open"));
        }
        return url;
    }

    private static Exchange exchange(Section exchange) {
        return new Exchange(
                exchange.text("name"),
                exchange.parsed(
                        "prefix", "an exchange prefix (a-z, 0-9)", KafkaNames::new, new KafkaNames("placeholder")));
    }

    private static Http http(Section http) {
        return new Http(
                http.text("host", "127.0.0.1"),
                http.integer("port", 0, 65535, 8080),
                http.optionalFile("portFile"),
                http.integer("workers", 1, 256, 16),
                http.bytes("maxBody", 4 * 1024 * 1024),
                http.duration("requestTimeout", Duration.ofSeconds(30)),
                http.optionalSection("limits", CatalogueConfig::limits).orElseGet(CallLimits::usual),
                http.optionalSection(
                        "tls",
                        tls -> new ApiServer.Tls(tls.readableFile("certificateFile"), tls.readableFile("keyFile"))),
                http.optionalUri("publicUrl").map(url -> publicUrl(http, url)),
                http.optionalSection("sessions", CatalogueConfig::sessions).orElseGet(Sessions.Settings::usual));
    }

    private static URI publicUrl(Section http, URI url) {
        if (!"https".equals(url.getScheme()) && !isLoopback(url)) {
            http.reject("publicUrl", Reason.of("catalogue.config.public-url-in-the-open"));
        }
        if (!List.of("", "/").contains(String.valueOf(url.getRawPath())) || url.getRawQuery() != null) {
            http.reject("publicUrl", Reason.of("catalogue.config.public-url-path"));
        }
        return url;
    }

    private static Sessions.Settings sessions(Section sessions) {
        var usual = Sessions.Settings.usual();
        return new Sessions.Settings(some(sessions, "idle", usual.idle()), some(sessions, "longest", usual.longest()));
    }

    private static boolean isLoopback(URI url) {
        return LOOPBACK.contains(String.valueOf(url.getHost()));
    }

    private static CallLimits limits(Section limits) {
        var usual = CallLimits.usual();
        return new CallLimits(
                rate(limits, "perToken", usual.perToken()),
                rate(limits, "perAddress", usual.perAddress()),
                limits.integer("connectionsPerAddress", 1, 1_000_000, usual.connectionsPerAddress()),
                some(limits, "headTimeout", usual.headTimeout()),
                some(limits, "bodyTimeout", usual.bodyTimeout()),
                some(limits, "keepAlive", usual.keepAlive()));
    }

    private static CallLimits.Rate rate(Section limits, String key, CallLimits.Rate usual) {
        return limits.optionalSection(
                        key,
                        rate -> new CallLimits.Rate(
                                rate.integer("perSecond", 1, 1_000_000, usual.perSecond()),
                                rate.integer("burst", 1, 1_000_000, usual.burst())))
                .orElse(usual);
    }

    private static Postgres postgres(Section postgres) {
        return new Postgres(
                url(postgres),
                postgres.section("owner", CatalogueConfig::user),
                postgres.section("service", CatalogueConfig::user),
                postgres.integer("poolSize", 4, 256, 12),
                postgres.duration("patience", Duration.ofSeconds(3)));
    }

    private static String url(Section postgres) {
        var url = postgres.parsed(
                "url", "a JDBC URL: jdbc:postgresql://host:port/database", CatalogueConfig::jdbcUrl, "");
        if (url.contains("password=")) {
            // Of the section, not of the key: the value must not be quoted.
            postgres.reject(Reason.of("catalogue.config.password-in-url"));
        }
        return url;
    }

    private static String jdbcUrl(String url) {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(url);
        }
        return url;
    }

    private static User user(Section user) {
        return new User(user.text("user"), user.secretFile("passwordFile"));
    }

    private static Kafka kafka(Section kafka) {
        return new Kafka(
                kafka.secretFile("adminConfigFile"),
                kafka.text("clientBootstrapServers"),
                kafka.text("clientSecurityProtocol", "SASL_SSL"),
                kafka.has("clientTrustFile") ? certificates(kafka, "clientTrustFile") : Optional.empty(),
                kafka.duration("interval", Duration.ofSeconds(30)),
                kafka.duration("timeout", Duration.ofSeconds(10)),
                kafka.duration("quarantineRetention", Duration.ofDays(90)),
                quotas(kafka));
    }

    private static ReadQuotas quotas(Section kafka) {
        return kafka.optionalSection(
                        "readQuota",
                        part -> new ReadQuotas(
                                part.optionalParsed("each", QUOTA, CatalogueConfig::quota, ReadQuotas.NO_LIMIT),
                                part.optionalSection("departments", CatalogueConfig::singleQuotas)
                                        .orElse(Map.of())))
                .orElse(ReadQuotas.UNTOUCHED);
    }

    private static Map<Slug, Long> singleQuotas(Section departments) {
        var single = new HashMap<Slug, Long>();
        for (var slug : departments.keys()) {
            long bytes = departments.parsed(slug, QUOTA, CatalogueConfig::quota, ReadQuotas.NO_LIMIT);
            try {
                single.put(new Slug(slug), bytes);
            } catch (IllegalArgumentException e) {
                departments.reject(slug, Reason.of("catalogue.config.quota-of", "slug", slug));
            }
        }
        return single;
    }

    private static long quota(String text) {
        long bytes = text.equals("unlimited") ? ReadQuotas.NO_LIMIT : Section.size(text);
        if (bytes < 1) {
            throw new IllegalArgumentException(text);
        }
        return bytes;
    }

    private static Registry registry(Section registry) {
        var url = registry.uri("url");
        var timeout = registry.duration("timeout", Duration.ofSeconds(10));
        return new Registry(url, registry.optionalUri("clientUrl").orElse(url), timeout, trust(registry));
    }

    private static Ledger ledger(Section ledger) {
        return new Ledger(
                ledger.text("origin"),
                ledger.file("directory"),
                ledger.duration("interval", Duration.ofMillis(150)),
                ledger.duration("patience", Duration.ofSeconds(30)));
    }

    private static Law law(Section law) {
        var usual = usualLaw();
        var profileFile = law.optionalFile("profileFile");
        var profile = law.optionalParsed(
                "profile",
                "a clock profile: " + String.join(", ", ClockProfileFile.BROUGHT),
                ClockProfileFile::brought,
                usual.profile());
        if (profileFile.isPresent() && profile.isPresent()) {
            law.reject("profile", Reason.of("catalogue.config.two-profiles"));
        }
        return new Law(
                profileFile
                        .map(file -> read(law, "profileFile", ClockProfileFile.read(file), usual.profile()))
                        .orElseGet(() -> profile.orElse(usual.profile())),
                law.optionalFile("calendarFile")
                        .map(file -> read(law, "calendarFile", CalendarFile.read(file), usual.calendar()))
                        .orElse(usual.calendar()),
                law.has("zone") ? law.zone("zone") : usual.zone(),
                law.duration("interval", usual.interval()),
                law.optionalSection("recertification", CatalogueConfig::recertification),
                law.integer("endNotice", 1, 250, usual.endNoticeDays()));
    }

    private static Recertification recertification(Section rule) {
        return new Recertification(
                rule.parsed("every", "a period such as P6M or P1Y", CatalogueConfig::period, Period.ofYears(1)),
                rule.integer("notice", 1, 250, 10));
    }

    private static Period period(String text) {
        var period = Period.parse(text);
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException(text);
        }
        return period;
    }

    private static Law usualLaw() {
        return new Law(
                ClockProfileFile.brought(ClockProfileFile.DEFAULT),
                CalendarFile.brought(CalendarFile.DEFAULT),
                ZoneId.of("Asia/Shanghai"),
                Duration.ofSeconds(30),
                Optional.empty(),
                10);
    }

    /** What another file says; its faults are faults of this one. */
    private static <T> T read(Section section, String key, Outcome<T> read, T placeholder) {
        if (read instanceof Outcome.Refused<T> refused) {
            refused.refusal().violations().forEach(fault -> section.reject(key, fault));
            return placeholder;
        }
        return read.orThrow();
    }

    private static DeliverySettings delivery(Section delivery) {
        var usual = DeliverySettings.inboxOnly();
        return new DeliverySettings(
                some(delivery, "interval", usual.interval()),
                some(delivery, "timeout", usual.timeout()),
                some(delivery, "giveUpAfter", usual.giveUpAfter()),
                trust(delivery),
                delivery.optionalSection("mail", CatalogueConfig::mail),
                delivery.optionalSection("webhooks", CatalogueConfig::webhooks));
    }

    private static Use.Settings use(Section use) {
        var usual = Use.Settings.usual();
        return new Use.Settings(
                some(use, "interval", usual.interval()), use.integer("unreadDays", 1, 3650, usual.unreadDays()));
    }

    private static Duration some(Section section, String key, Duration absent) {
        var duration = section.duration(key, absent);
        if (duration.toMillis() > 0) {
            return duration;
        }
        section.reject(key, Reason.of("catalogue.config.no-time"));
        return absent;
    }

    private static Optional<String> certificates(Section section, String key) {
        var pem = section.fileText(key);
        return parsed(section, key, pem).isPresent() || pem.isEmpty() ? Optional.of(pem) : Optional.empty();
    }

    private static Optional<Trust> trust(Section section) {
        return section.has("trustFile")
                ? parsed(section, "trustFile", section.fileText("trustFile"))
                : Optional.empty();
    }

    /** @param pem empty where the file could not be read, which was said already */
    private static Optional<Trust> parsed(Section section, String key, String pem) {
        try {
            return pem.isEmpty() ? Optional.empty() : Optional.of(Trust.parse(pem));
        } catch (IllegalArgumentException e) {
            section.reject(key, Reason.of("catalogue.config.not-certificates"));
            return Optional.empty();
        }
    }

    private static DeliverySettings.Mail mail(Section mail) {
        var host = mail.text("host");
        var security = mail.word("security", DeliverySettings.Security.class, DeliverySettings.Security.STARTTLS);
        if (security == DeliverySettings.Security.NONE && !LOOPBACK.contains(host)) {
            mail.reject("security", Reason.of("catalogue.config.mail-in-the-open", "host", host));
        }
        return new DeliverySettings.Mail(
                host,
                mail.integer("port", 1, 65535, security == DeliverySettings.Security.TLS ? 465 : 587),
                security,
                mail.optionalSection(
                        "login",
                        login -> new DeliverySettings.Login(login.text("user"), login.secretFile("passwordFile"))),
                mail.parsed("from", "an e-mail address", CatalogueConfig::address, "-"),
                needed(mail, "domains"));
    }

    private static DeliverySettings.Webhooks webhooks(Section webhooks) {
        return new DeliverySettings.Webhooks(needed(webhooks, "hosts"), webhooks.list("networks", item -> {
            try {
                return Network.parse(item.text());
            } catch (IllegalArgumentException e) {
                item.reject(Reason.of("catalogue.config.network"));
                return Network.parse("127.0.0.1/32");
            }
        }));
    }

    /** Names that are allowed: none is not what anybody means. */
    private static List<String> needed(Section section, String key) {
        var names = section.texts(key);
        if (names.isEmpty()) {
            section.reject(key, Reason.of("catalogue.config.names-allowed"));
        }
        return names;
    }

    private static String address(String text) {
        if (!text.matches("[\\x21-\\x7e&&[^<>,;:\"]]+@[A-Za-z0-9.-]+")) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    private static Bootstrap bootstrap(Section bootstrap) {
        return new Bootstrap(
                bootstrap.file("operatorTokenFile"),
                bootstrap.text("subject", "operator"),
                bootstrap.duration("tokenValidity", Duration.ofDays(30)));
    }
}
