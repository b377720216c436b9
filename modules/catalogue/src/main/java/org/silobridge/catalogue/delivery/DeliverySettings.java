package org.silobridge.catalogue.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.silobridge.contract.yaml.Secret;

/**
 * Whether and how notices leave the exchange. Without a mail server there are no e-mails, without allowed hosts no
 * webhooks: the inbox is always there.
 *
 * @param interval how long a notice may wait before somebody looks, and the first pause after a failure
 * @param timeout how long one try may take
 * @param giveUpAfter how long a notice is tried, from its first failure
 * @param trust who vouches for mail servers and webhooks; empty: whom Java trusts
 */
public record DeliverySettings(
        Duration interval,
        Duration timeout,
        Duration giveUpAfter,
        Optional<Trust> trust,
        Optional<Mail> mail,
        Optional<Webhooks> webhooks) {

    /** How the connection to the mail server is kept from others. */
    public enum Security {
        TLS("tls"),
        STARTTLS("starttls"),
        /** Not at all: to a mail server on this machine alone. */
        NONE("none");

        private final String word;

        Security(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** A log-in to the mail server. */
    public record Login(String user, Secret password) {}

    /**
     * The mail server that takes everything on.
     *
     * @param from the address that it comes from
     * @param domains what may stand behind the {@code @} of a recipient; {@code *.gov.cn} is all below
     */
    public record Mail(
            String host, int port, Security security, Optional<Login> login, String from, List<String> domains) {
        public Mail {
            domains = List.copyOf(domains);
        }
    }

    /**
     * Where webhooks may lead.
     *
     * @param hosts names and addresses; {@code *.gov.cn} is all below, {@code *} is any
     * @param networks addresses that are allowed though they are not public
     */
    public record Webhooks(List<String> hosts, List<Network> networks) {
        public Webhooks {
            hosts = List.copyOf(hosts);
            networks = List.copyOf(networks);
        }
    }

    /** How long a courier that says nothing keeps a target to itself. Longer than a try, whose steps each may take it. */
    Duration lease() {
        return timeout.multipliedBy(4);
    }

    /** Notices stay in the inbox. */
    public static DeliverySettings inboxOnly() {
        return new DeliverySettings(
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofDays(7),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
