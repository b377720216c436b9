package org.silobridge.catalogue.clock;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The calendars and clock profiles that the product brings along. */
final class Brought {
    private Brought() {}

    static String text(String kind, String name) {
        var path = "/silobridge/" + kind + "/" + name + ".yaml";
        try (var in = Brought.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("the product does not bring " + path);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
