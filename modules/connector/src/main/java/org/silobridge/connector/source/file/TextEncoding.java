package org.silobridge.connector.source.file;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The encodings of text files that can be read. */
public final class TextEncoding {
    private TextEncoding() {}

    /** By the name that a connector file has. @throws IllegalArgumentException if it is none of them */
    public static Charset of(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "UTF-8" -> StandardCharsets.UTF_8;
            // GBK and GB2312 are what people say of files that GB18030 reads; it is a superset of both.
            case "GB18030", "GBK", "GB2312" -> Charset.forName("GB18030");
            default -> throw new IllegalArgumentException(name);
        };
    }
}
