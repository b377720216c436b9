package org.silobridge.connector.source.push;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.SourceSettings;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.Reason;

/**
 * What a configuration says about pushes.
 *
 * @param host the address to listen on: the loopback address, unless there is an identity to prove
 * @param tokenFile the secrets that callers show, one a line
 * @param tls what the listener proves who it is with; empty to listen in clear, on the loopback address
 * @param maxBodyBytes of a request, unpacked
 * @param maxRows of a request
 * @param concurrent how many requests are at work at a time, each with its body in memory
 * @param remember how long idempotency keys are known
 * @param rememberKeys how many of them are
 * @param deletes which rows delete; empty if none does
 * @param maxRowBytes what has more is quarantined without its bytes
 */
public record PushSettings(
        InetAddress host,
        int port,
        Path tokenFile,
        Optional<Tls> tls,
        int maxBodyBytes,
        int maxRows,
        int concurrent,
        Duration remember,
        int rememberKeys,
        Optional<Deletion> deletes,
        int maxRowBytes)
        implements SourceSettings {
    private static final String LOOPBACK = "127.0.0.1";

    private static final Pattern LITERAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");
    private static final long MAX_BODY_BYTES = 8 << 20;
    private static final long LARGEST_BODY_BYTES = 64 << 20;
    private static final Duration REMEMBER = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    /** A certificate chain and its private key, both as PEM. */
    public record Tls(Path certificateFile, Path keyFile) {}

    /** A row deletes if it has this value in this column. */
    public record Deletion(String column, String value) {}

    /** Reads {@code push:} of a connector file. */
    public static PushSettings read(Section section, int maxRowBytes) {
        var loopback = address(LOOPBACK);
        var host = section.optionalParsed("host", "an IP address, or localhost", PushSettings::address, loopback)
                .orElse(loopback);
        int port = section.integer("port", 1, 65_535);
        var tokenFile = section.file("tokenFile");
        var tls = section.optionalSection("tls", part -> new Tls(part.file("certificateFile"), part.file("keyFile")));
        if (!host.isLoopbackAddress() && !section.has("tls")) {
            section.reject("host", Reason.of("connector.push.clear"));
        }
        long body = section.bytes("maxBodyBytes", MAX_BODY_BYTES);
        if (body < 1 || body > LARGEST_BODY_BYTES) {
            section.reject("maxBodyBytes", Reason.of("connector.push.max-body-bytes"));
        }
        int rows = section.integer("maxRows", 1, 100_000, 10_000);
        int concurrent = section.integer("concurrent", 1, 64, 4);
        var remember = section.duration("remember", REMEMBER);
        if (remember.isZero() || remember.compareTo(LONGEST) > 0) {
            section.reject("remember", Reason.of("connector.push.remember"));
        }
        int keys = section.integer("rememberKeys", 100, 100_000, 10_000);
        var deletes =
                section.optionalSection("deletesWhen", part -> new Deletion(part.text("column"), part.text("is")));
        return new PushSettings(
                host, port, tokenFile, tls, (int) body, rows, concurrent, remember, keys, deletes, maxRowBytes);
    }

    /** Names are not looked up: what a name leads to may change, and the refusal of clear text with it. */
    private static InetAddress address(String text) {
        try {
            var literal = text.equals("localhost") ? LOOPBACK : text;
            if (LITERAL.matcher(literal).matches()) {
                return InetAddress.getAllByName(literal)[0];
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
        throw new IllegalArgumentException(text);
    }

    @Override
    public Source source(SourceContext context) {
        return new PushSource(this, context);
    }
}
