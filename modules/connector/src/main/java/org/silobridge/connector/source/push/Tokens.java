package org.silobridge.connector.source.push;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.regex.Pattern;
import org.silobridge.model.Reason;

/**
 * The secrets of which a caller has to show one (RFC 6750). Read for each request, so that they may be changed under a
 * running connector: write the new one below the old one, and take that away when nobody shows it any more.
 */
record Tokens(Path file) {
    private static final String PATH = "source.push.tokenFile";
    /** The form of RFC 6750, section 2.1, and long enough not to be guessed. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]{20,500}=*");

    /** Refused with what is wrong with the file, where something is. */
    List<String> read() {
        var tokens = OwnersFile.read(PATH, file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (tokens.isEmpty()
                || !tokens.stream().allMatch(token -> FORM.matcher(token).matches())) {
            throw OwnersFile.refused(PATH, file.toString(), Reason.of("connector.push.token-form"));
        }
        return tokens;
    }

    /** Whether the value of an {@code Authorization} header has one. How long that takes tells nothing of them. */
    boolean accept(String authorization) {
        var words = authorization.strip().split(" +", 2);
        var shown = words.length == 2 && words[0].equalsIgnoreCase("Bearer") ? words[1] : "";
        boolean known = false;
        for (var token : read()) {
            known |= MessageDigest.isEqual(bytes(token), bytes(shown));
        }
        return known;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
