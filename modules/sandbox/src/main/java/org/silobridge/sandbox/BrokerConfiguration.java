package org.silobridge.sandbox;

import java.util.Locale;
import java.util.Optional;

/**
 * The properties of our one Kafka node, wherever it runs.
 *
 * @param clientBind where the clients' listener listens; it is advertised as 127.0.0.1 in any case
 * @param directory of the log segments
 * @param clientTls what the clients' listener shows that it is itself with; empty: it speaks in clear
 */
record BrokerConfiguration(
        String clientBind,
        int clientPort,
        int internalPort,
        int controllerPort,
        String brokerPassword,
        String directory,
        Optional<Tls> clientTls) {

    /**
     * A PKCS #12 key store.
     *
     * @param byCertificate where clients come with certificates; empty: nowhere
     * @param byToken where clients come with tokens; empty: nowhere
     */
    record Tls(String keyStore, String password, Optional<ByCertificate> byCertificate, Optional<ByToken> byToken) {
        @Override
        public String toString() {
            return "Tls[keyStore=" + keyStore + ", password=***]";
        }
    }

    /**
     * A listener that takes certificates.
     *
     * @param authority file with the certificates in PEM of who vouches for clients
     */
    record ByCertificate(int port, String authority) {}

    /** A listener that takes tokens. */
    record ByToken(int port, TokenIssuer issuer) {}

    @Override
    public String toString() {
        return "BrokerConfiguration[clientPort=" + clientPort + ", directory=" + directory + "]";
    }

    String text() {
        String user = KafkaBroker.BROKER;
        String plain = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user
                + "\" password=\"" + brokerPassword + "\" user_" + user + "=\"" + brokerPassword + "\";";
        String scram = "org.apache.kafka.common.security.scram.ScramLoginModule required";
        String more = clientTls
                        .flatMap(Tls::byCertificate)
                        .map(listener -> ",CERTIFICATE://127.0.0.1:" + listener.port())
                        .orElse("")
                + clientTls
                        .flatMap(Tls::byToken)
                        .map(listener -> ",TOKEN://127.0.0.1:" + listener.port())
                        .orElse("");
        String text = String.format(
                Locale.ROOT,
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.bootstrap.servers=127.0.0.1:%3$d
                listeners=CLIENT://%9$s:%1$d,INTERNAL://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%3$d%11$s
                advertised.listeners=CLIENT://127.0.0.1:%1$d,INTERNAL://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%3$d%11$s
                listener.security.protocol.map=CLIENT:%10$s,INTERNAL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT,CERTIFICATE:SSL,TOKEN:SASL_SSL
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=INTERNAL
                sasl.enabled.mechanisms=SCRAM-SHA-512
                sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
                sasl.mechanism.controller.protocol=PLAIN
                listener.name.client.sasl.enabled.mechanisms=SCRAM-SHA-512
                listener.name.client.scram-sha-512.sasl.jaas.config=%4$s;
                listener.name.internal.sasl.enabled.mechanisms=SCRAM-SHA-512
                listener.name.internal.scram-sha-512.sasl.jaas.config=%4$s username="%5$s" password="%6$s";
                listener.name.controller.sasl.enabled.mechanisms=PLAIN
                listener.name.controller.plain.sasl.jaas.config=%7$s
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                allow.everyone.if.no.acl.found=false
                super.users=User:admin;User:broker
                auto.create.topics.enable=false
                # As deploy/kafka/broker.properties has it, which says why.
                connections.max.idle.ms=3000
                connections.max.reauth.ms=60000
                group.consumer.min.heartbeat.interval.ms=2000
                group.consumer.heartbeat.interval.ms=2000
                # One node, quick to start, small.
                log.dirs=%8$s
                default.replication.factor=1
                min.insync.replicas=1
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=4
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                share.coordinator.state.topic.num.partitions=1
                # A broker that was killed may come back soon: its old session is waited for.
                broker.session.timeout.ms=4000
                broker.heartbeat.interval.ms=500
                group.initial.rebalance.delay.ms=0
                # Otherwise who joins a group within a second of another's leaving waits a heartbeat (5 s) for its partitions.
                group.consumer.assignment.interval.ms=0
                group.coordinator.threads=1
                num.network.threads=2
                num.io.threads=4
                background.threads=2
                log.cleaner.dedupe.buffer.size=16777216
                """,
                clientPort,
                internalPort,
                controllerPort,
                scram,
                user,
                brokerPassword,
                plain,
                directory,
                clientBind,
                clientTls.isPresent() ? "SASL_SSL" : "SASL_PLAINTEXT",
                more);
        return clientTls
                .map(tls -> text
                        + shown("client", tls)
                        + tls.byCertificate()
                                .map(listener -> shown("certificate", tls) + taken(listener))
                                .orElse("")
                        + tls.byToken()
                                .map(listener -> shown("token", tls) + taken(listener.issuer()))
                                .orElse(""))
                .orElse(text);
    }

    /** What a listener shows that it is itself with. */
    private static String shown(String listener, Tls tls) {
        return String.format(Locale.ROOT, """
                listener.name.%1$s.ssl.keystore.type=PKCS12
                listener.name.%1$s.ssl.keystore.location=%2$s
                listener.name.%1$s.ssl.keystore.password=%3$s
                listener.name.%1$s.ssl.key.password=%3$s
                """, listener, tls.keyStore(), tls.password());
    }

    /** As deploy/kafka/listener-certificates.properties has it, which says why. */
    private static String taken(ByCertificate listener) {
        return String.format(Locale.ROOT, """
                listener.name.certificate.ssl.client.auth=required
                listener.name.certificate.ssl.principal.mapping.rules=RULE:^CN=(sb[.]dep-[0-9a-z]{16}([.][0-9]+)?)$/$1/
                listener.name.certificate.ssl.truststore.type=PEM
                listener.name.certificate.ssl.truststore.location=%s
                """, listener.authority());
    }

    /** As deploy/kafka/listener-tokens.properties has it, which says why. */
    private static String taken(TokenIssuer issuer) {
        return String.format(Locale.ROOT, """
                listener.name.token.sasl.enabled.mechanisms=OAUTHBEARER
                listener.name.token.oauthbearer.sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;
                listener.name.token.oauthbearer.sasl.server.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler
                listener.name.token.sasl.oauthbearer.jwks.endpoint.url=%1$s
                listener.name.token.sasl.oauthbearer.expected.issuer=%2$s
                listener.name.token.sasl.oauthbearer.expected.audience=kafka
                listener.name.token.sasl.oauthbearer.sub.claim.name=silobridge_login
                listener.name.token.sasl.oauthbearer.clock.skew.seconds=5
                """, issuer.keys(), issuer.name());
    }
}
