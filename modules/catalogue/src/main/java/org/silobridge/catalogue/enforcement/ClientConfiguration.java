package org.silobridge.catalogue.enforcement;

import java.util.Locale;
import org.silobridge.catalogue.department.KafkaLogin;

/** The properties file that a department gets with its credential: complete, so that any Kafka client starts with it. */
final class ClientConfiguration {
    private ClientConfiguration() {}

    static String text(EnforcementSettings settings, KafkaLogin login, String password) {
        var names = settings.names();
        var department = login.department();
        var user = login.user(names);
        var trust = settings.clientTrust()
                .map(pem -> "# Who vouches for Kafka.\nssl.truststore.type=PEM\nssl.truststore.certificates="
                        + pem.strip().replace("\r", "").replace("\n", "\\n") + "\n")
                .orElse("");
        return String.format(
                Locale.ROOT,
                """
                # Kafka client configuration of %1$s. Holds its password: keep it like one.
                # Every consumer group of this department starts with    %2$s
                # Every transactional id of this department starts with  %3$s
                bootstrap.servers=%4$s
                security.protocol=%5$s
                sasl.mechanism=SCRAM-SHA-512
                sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="%1$s" password="%6$s";
                # Only what was published for good: records of a publication that was broken off do not show.
                isolation.level=read_committed
                # This group protocol picks up a new grant within a second.
                group.protocol=consumer
                group.id=%2$sdefault
                metadata.max.age.ms=10000
                # Kafka closes a connection on which nothing happens for a few seconds. With group.protocol=classic say
                # heartbeat.interval.ms=2000; clients of other makes: let no fetch wait longer than 2 s.
                %7$s""",
                user,
                names.groupPrefix(department),
                names.transactionalIdPrefix(department),
                settings.clientBootstrapServers(),
                settings.clientSecurityProtocol(),
                password,
                trust);
    }
}
