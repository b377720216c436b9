package org.silobridge.connector.source.cdc;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A JDBC address of PostgreSQL, taken apart.
 *
 * @param parameters for the driver, such as {@code sslmode} and {@code sslrootcert}
 */
record PostgresAddress(String host, String port, String database, Map<String, String> parameters) {
    private static final Pattern FORM =
            Pattern.compile("jdbc:postgresql://([\\w.-]+)(?::([0-9]{1,5}))?/([^/?]+)(?:\\?(.*))?");
    private static final String STANDARD_PORT = "5432";

    PostgresAddress {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /** Empty for an address of something else, or of several servers. */
    static Optional<PostgresAddress> parse(String url) {
        var form = FORM.matcher(url);
        if (!form.matches()) {
            return Optional.empty();
        }
        var parameters = new TreeMap<String, String>();
        var all = form.group(4) == null ? "" : form.group(4);
        for (var parameter : all.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.put(parameter.substring(0, equals), decoded(parameter.substring(equals + 1)));
            }
        }
        var port = form.group(2) == null ? STANDARD_PORT : form.group(2);
        return Optional.of(new PostgresAddress(form.group(1), port, decoded(form.group(3)), parameters));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
