package org.silobridge.it.interop;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A client that knows nothing of Silobridge: Kafka, Confluent's framing and registry API are all it has. */
interface ForeignReader {
    /**
     * Reads from the beginning until the expected number of records has come or Kafka refuses.
     *
     * @throws IllegalStateException if neither happens within half a minute
     */
    Reading read(Feed feed, int expected) throws Exception;

    /**
     * What a subscriber is told.
     *
     * @param issued the Kafka client configuration of its department, as the catalogue issued it
     * @param group starts with the prefix that the issued configuration names
     */
    record Feed(Properties issued, String topic, String group, URI registryUrl) {}

    /** What came of it. */
    sealed interface Reading {}

    /** The decoded records: field name to the text of its value. */
    record Records(List<Map<String, String>> records) implements Reading {}

    /** Kafka said no. */
    record Refused(String error) implements Reading {}
}
