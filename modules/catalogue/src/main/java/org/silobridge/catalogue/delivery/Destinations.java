package org.silobridge.catalogue.delivery;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.silobridge.catalogue.delivery.DeliverySettings.Mail;
import org.silobridge.catalogue.delivery.DeliverySettings.Webhooks;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;

/**
 * Where the operator lets notices go. Asked when a target is added, and again before each try: a name may lead
 * elsewhere today, and the operator may have changed their mind.
 */
final class Destinations {
    /** RFC 5321 without quoting, comments and address literals: what mailboxes of offices look like. */
    private static final Pattern EMAIL =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@([A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63})+)");

    private static final int EMAIL_LENGTH = 254;
    private static final Pattern URL_CHARACTERS = Pattern.compile("[\\x21-\\x7e]{1,2000}");
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "[::1]", "localhost");

    /** What is public: everything else of IPv6, and these of IPv4, is somebody's inside (IANA's special registries). */
    private static final Network PUBLIC_6 = Network.parse("2000::/3");

    private static final List<Network> NOT_PUBLIC = networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            // These hold an IPv4 address, which may be anybody's, or are for documents.
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20");

    private final Optional<Mail> mail;
    private final Optional<Webhooks> webhooks;

    Destinations(DeliverySettings settings) {
        this.mail = settings.mail();
        this.webhooks = settings.webhooks();
    }

    /** An address as it is kept. Refused with what is wrong with it, without repeating it. */
    Outcome<String> email(String address) {
        if (mail.isEmpty()) {
            return refused(Reason.of("catalogue.delivery.no-mail"));
        }
        var found = EMAIL.matcher(address);
        if (address.length() > EMAIL_LENGTH || !found.matches() || address.contains("..") || address.contains(".@")) {
            return refused(Reason.of("catalogue.delivery.not-an-address"));
        }
        var domain = found.group(1).toLowerCase(Locale.ROOT);
        return allows(mail.get().domains(), domain)
                ? Outcome.ok(address.substring(0, address.indexOf('@') + 1) + domain)
                : refused(notAllowed(domain, mail.get().domains()));
    }

    /** A URL as it is kept. HTTPS, or HTTP to this machine; without a user, a password or a fragment. */
    Outcome<URI> webhook(String url) {
        if (webhooks.isEmpty()) {
            return refused(Reason.of("catalogue.delivery.no-webhooks"));
        }
        if (!URL_CHARACTERS.matcher(url).matches()) {
            return refused(Reason.of("catalogue.delivery.not-a-url"));
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return refused(Reason.of("catalogue.delivery.not-a-url"));
        }
        var host = uri.getHost();
        if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null || uri.getPort() == 0) {
            return refused(Reason.of("catalogue.delivery.not-a-url"));
        }
        host = host.toLowerCase(Locale.ROOT);
        boolean https = "https".equalsIgnoreCase(uri.getScheme());
        if (!https && !("http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.contains(host))) {
            return refused(Reason.of("catalogue.delivery.not-https"));
        }
        return allows(webhooks.get().hosts(), host)
                ? Outcome.ok(uri)
                : refused(notAllowed(host, webhooks.get().hosts()));
    }

    /**
     * The address to connect to. All that the name leads to must be allowed, and the connection must go to what was
     * looked at: looked up again, the name might lead elsewhere.
     */
    Outcome<InetAddress> resolved(URI webhook) {
        InetAddress[] all;
        try {
            all = InetAddress.getAllByName(webhook.getHost());
        } catch (UnknownHostException e) {
            return refused(Reason.of("catalogue.delivery.no-such-host", "host", webhook.getHost()));
        }
        var inside = webhooks.map(Webhooks::networks).orElse(List.of());
        return Arrays.stream(all)
                        .allMatch(address ->
                                isPublic(address) || inside.stream().anyMatch(network -> network.has(address)))
                ? Outcome.ok(all[0])
                : refused(Reason.of("catalogue.delivery.not-public", "host", webhook.getHost()));
    }

    static boolean isPublic(InetAddress address) {
        return (address.getAddress().length == 4 || PUBLIC_6.has(address))
                && NOT_PUBLIC.stream().noneMatch(network -> network.has(address));
    }

    /** Whether one of the patterns means the name: itself, {@code *.} and a name above it, or {@code *}. */
    static boolean allows(List<String> patterns, String name) {
        return patterns.stream()
                .map(pattern -> pattern.toLowerCase(Locale.ROOT))
                .anyMatch(pattern -> pattern.equals("*")
                        || pattern.equals(name)
                        || (pattern.startsWith("*.") && name.endsWith(pattern.substring(1))));
    }

    private static Reason notAllowed(String name, List<String> allowed) {
        return Reason.of("catalogue.delivery.not-allowed", "name", name, "allowed", String.join(", ", allowed));
    }

    private static <T> Outcome<T> refused(Reason reason) {
        return Outcome.invalid(reason, List.of());
    }

    private static List<Network> networks(String... blocks) {
        return Arrays.stream(blocks).map(Network::parse).toList();
    }
}
