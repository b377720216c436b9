package org.silobridge.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.CorrectionId;
import org.silobridge.model.CorrectionState;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DatasetName;
import org.silobridge.model.DeliveryTargetId;
import org.silobridge.model.DemandId;
import org.silobridge.model.DemandState;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.DivisionCode;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Level;
import org.silobridge.model.Messages;
import org.silobridge.model.NoticeId;
import org.silobridge.model.Reason;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;
import org.silobridge.model.Role;
import org.silobridge.model.Slug;
import org.silobridge.model.TokenId;
import org.silobridge.model.Violation;

/**
 * How the records of this package stand in JSON: ids, names and words as strings, times as RFC 3339, durations as ISO
 * 8601, properties in the order of the record's components, absent ones left out. Properties that are not known are
 * ignored, so that an older client can talk to a newer catalogue.
 */
public final class Json {
    private static final ObjectMapper MAPPER = mapper();

    private Json() {}

    /** Writes a record or a list of records, indented. The same value gives the same text. */
    public static String write(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + value.getClass(), e);
        }
    }

    static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + value.getClass(), e);
        }
    }

    /** An object with one more member. */
    static byte[] bytes(Object value, String name, Object member) {
        return bytes(MAPPER.<ObjectNode>valueToTree(value).set(name, MAPPER.valueToTree(member)));
    }

    static JsonNode tree(byte[] text) throws IOException {
        return MAPPER.readTree(text);
    }

    /** @throws IOException if the text is no JSON, has another shape, or lacks something that must not be null */
    static <T> T read(JsonNode node, Class<T> type) throws IOException {
        var value = MAPPER.treeToValue(node, type);
        if (value == null) {
            throw new IOException("nothing where " + type.getSimpleName() + " should be");
        }
        requireComplete(value, type.getSimpleName());
        return value;
    }

    static <T> List<T> readItems(JsonNode node, Class<T> type) throws IOException {
        var items = node.path("items");
        if (!items.isArray()) {
            throw new IOException("a list without items");
        }
        JavaType list = MAPPER.getTypeFactory().constructCollectionType(List.class, type);
        List<T> values = MAPPER.treeToValue(items, list);
        requireComplete(values, "items");
        return List.copyOf(values);
    }

    /** Jackson leaves a component null that the text lacks; only those marked @Nullable may be. */
    private static void requireComplete(Object value, String path) throws IOException {
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                requireComplete(present(list.get(i), path + "[" + i + "]"), path + "[" + i + "]");
            }
        } else if (value instanceof Map<?, ?> map) {
            for (var entry : map.entrySet()) {
                requireComplete(present(entry.getValue(), path + "." + entry.getKey()), path + "." + entry.getKey());
            }
        } else if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                var inside = path + "." + component.getName();
                var part = component(value, component);
                if (part != null) {
                    requireComplete(part, inside);
                } else if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    throw new IOException(inside + " is missing");
                }
            }
        }
    }

    private static Object present(@Nullable Object value, String path) throws IOException {
        if (value == null) {
            throw new IOException(path + " is null");
        }
        return value;
    }

    private static @Nullable Object component(Object record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static ObjectMapper mapper() {
        var words = new SimpleModule("silobridge");
        text(words, ActorId.class, ActorId::new);
        text(words, DatasetId.class, DatasetId::new);
        text(words, DeliveryTargetId.class, DeliveryTargetId::new);
        text(words, DepartmentId.class, DepartmentId::new);
        text(words, CorrectionId.class, CorrectionId::new);
        text(words, DemandId.class, DemandId::new);
        text(words, GrantId.class, GrantId::new);
        text(words, NoticeId.class, NoticeId::new);
        text(words, RequestId.class, RequestId::new);
        text(words, TokenId.class, TokenId::new);
        text(words, Slug.class, Slug::new);
        text(words, DivisionCode.class, DivisionCode::new);
        text(words, ContractName.class, ContractName::parse);
        text(words, ContractVersion.class, ContractVersion::parse);
        text(words, DatasetName.class, DatasetName::parse);
        text(words, Instant.class, Instant::parse);
        text(words, Duration.class, Duration::parse);
        words.addSerializer(Reason.class, new StdSerializer<>(Reason.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(Reason reason, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeStartObject();
                writeReason(reason, out);
                out.writeEndObject();
            }
        });
        words.addSerializer(Violation.class, new StdSerializer<>(Violation.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(Violation violation, JsonGenerator out, SerializerProvider provider)
                    throws IOException {
                out.writeStartObject();
                out.writeStringField("path", violation.path());
                if (violation.value() != null) {
                    out.writeStringField("value", violation.value());
                }
                writeReason(violation.reason(), out);
                out.writeEndObject();
            }
        });
        words.addDeserializer(Reason.class, new StdDeserializer<>(Reason.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public Reason deserialize(JsonParser in, DeserializationContext context) throws IOException {
                var node = context.readTree(in);
                var reason = Problem.reason(node, node.path("text").asText(""));
                return reason != null ? reason : context.reportInputMismatch(Reason.class, "a reason without a code");
            }
        });
        words.addDeserializer(Violation.class, new StdDeserializer<>(Violation.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public Violation deserialize(JsonParser in, DeserializationContext context) throws IOException {
                var violation = Problem.violation(context.readTree(in));
                return violation != null
                        ? violation
                        : context.reportInputMismatch(Violation.class, "a violation without a code");
            }
        });
        word(words, Level.class);
        word(words, Role.class);
        word(words, RequestState.class);
        word(words, Request.Due.Colour.class);
        word(words, DemandState.class);
        word(words, CorrectionState.class);
        word(words, GrantState.class);
        word(words, Access.State.class);
        word(words, Decision.Verdict.class);
        word(words, Ruling.Verdict.class);
        return JsonMapper.builder()
                .addModule(words)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .serializationInclusion(JsonInclude.Include.NON_NULL)
                .build();
    }

    private static void writeReason(Reason reason, JsonGenerator out) throws IOException {
        out.writeStringField("code", reason.code());
        out.writeObjectFieldStart("parameters");
        for (var parameter : reason.parameters().entrySet()) {
            if (!parameter.getKey().equals(Messages.TEXT)) {
                out.writeStringField(parameter.getKey(), parameter.getValue());
            }
        }
        out.writeEndObject();
        out.writeStringField("text", reason.parameters().getOrDefault(Messages.TEXT, reason.toString()));
    }

    /** Words are what {@code toString} says. */
    private static <E extends Enum<E>> void word(SimpleModule module, Class<E> type) {
        text(module, type, text -> Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "not one of " + Arrays.toString(type.getEnumConstants()) + ": \"" + text + "\"")));
    }

    private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> parse) {
        module.addSerializer(type, new StdScalarSerializer<T>(type) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(value.toString());
            }
        });
        module.addDeserializer(type, new StdScalarDeserializer<T>(type) {
            private static final long serialVersionUID = 1L;

            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                var text = in.getText();
                try {
                    return parse.apply(text);
                } catch (RuntimeException e) {
                    throw context.weirdStringException(text, type, String.valueOf(e.getMessage()));
                }
            }
        });
    }
}
