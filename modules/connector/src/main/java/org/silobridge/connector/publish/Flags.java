package org.silobridge.connector.publish;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.silobridge.model.Violation;

/** What a record's header says of the rules that it breaks: where and which, with no value and no parameter. */
final class Flags {
    private static final String HEADER = "sb-flags";

    private Flags() {}

    static Header header(List<Violation> flags) {
        return new RecordHeader(HEADER, json(flags));
    }

    static byte[] json(List<Violation> flags) {
        var json = JsonNodeFactory.instance.arrayNode();
        for (var flag : flags) {
            json.addObject().put("path", flag.path()).put("code", flag.reason().code());
        }
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
