package org.silobridge.contract.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.silobridge.model.Outcome;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Sandbox;
import org.silobridge.sandbox.SandboxOptions;
import org.silobridge.sandbox.Service;

/** Against a real registry. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SchemaRegistryClientIT {
    private static final AtomicInteger SUBJECTS = new AtomicInteger();
    private static ExchangeInfrastructure exchange;

    private final String subject = "sb.ecology-environment.air.v" + SUBJECTS.incrementAndGet() + "-value";
    private SchemaRegistryClient registry;

    @BeforeEach
    void connect() {
        registry = new SchemaRegistryClient(exchange.registryUrl(), Duration.ofSeconds(10));
    }

    @BeforeAll
    static void start() {
        exchange = Sandbox.start(SandboxOptions.defaults().withServices(Service.REGISTRY));
    }

    @AfterAll
    static void stop() {
        exchange.close();
    }

    @Test
    void theSameSchemaAgainHasTheSameId() {
        int id = registry.register(subject, record("a")).orThrow();

        assertThat(registry.register(subject, record("a")).orThrow()).isEqualTo(id);
        assertThat(registry.versions(subject).orThrow()).containsExactly(1);
    }

    @Test
    void theSameSchemaUnderAnotherSubjectHasTheSameId() {
        int id = registry.register(subject, record("a")).orThrow();

        assertThat(registry.register(subject + "2", record("a")).orThrow()).isEqualTo(id);
    }

    @Test
    void whatWasLostGetsItsIdBackAndWhatIsNewNoneOfThose() {
        int lost = registry.register(subject, record("before")).orThrow() + 1000;
        registry.restore(List.of(
                new RegisteredSchema(subject, 1, lost, record("lost")),
                new RegisteredSchema(subject + "2", 1, lost, record("lost")),
                new RegisteredSchema(subject, 2, lost + 2, record("lostToo"))));

        assertThat(registry.register(subject + "2", record("lost")).orThrow()).isEqualTo(lost);
        assertThat(registry.register(subject + "3", record("lostToo")).orThrow())
                .isEqualTo(lost + 2);
        assertThat(registry.schema(lost).orThrow()).isEqualTo(record("lost"));
        assertThat(registry.register(subject + "4", record("new")).orThrow()).isGreaterThan(lost + 2);
    }

    /** Whoever asks for it again afterwards sees the difference. */
    @Test
    void anIdThatAnotherSchemaHasByNowStaysWithIt() {
        int taken = registry.register(subject, record("taken")).orThrow();
        registry.restore(List.of(new RegisteredSchema(subject, 1, taken, record("lostWithoutReturn"))));

        assertThat(registry.register(subject + "2", record("lostWithoutReturn")).orThrow())
                .isNotEqualTo(taken);
        assertThat(registry.register(subject, record("taken")).orThrow()).isEqualTo(taken);
    }

    @Test
    void aSchemaIsFoundByItsIdByItsVersionAndByItself() {
        var schema = new Schema.Parser().parse("""
                        {"type": "record", "name": "Air", "namespace": "org.silobridge.ecology_environment", "doc": "空气",
                         "fields": [{"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}, "unit": "ms"}]}
                        """);
        int id = registry.register(subject, schema).orThrow();

        var fresh = new SchemaRegistryClient(exchange.registryUrl(), Duration.ofSeconds(10));
        assertThat(fresh.schema(id).orThrow().toString()).isEqualTo(schema.toString());
        assertThat(fresh.version(subject, 1).orThrow()).isEqualTo(new RegisteredSchema(subject, 1, id, schema));
        assertThat(fresh.lookup(subject, schema).orThrow()).isEqualTo(new RegisteredSchema(subject, 1, id, schema));
    }

    @Test
    void whatItDoesNotHaveIsRefusedByName() {
        assertThat(code(registry.versions(subject))).isEqualTo("contract.registry.no-subject");
        assertThat(code(registry.lookup(subject, record("a")))).isEqualTo("contract.registry.no-subject");
        assertThat(code(registry.schema(999_999))).isEqualTo("contract.registry.no-schema");
        assertThat(code(registry.compatibility(subject))).startsWith("contract.registry.no-");

        registry.register(subject, record("a")).orThrow();
        assertThat(code(registry.version(subject, 2))).isEqualTo("contract.registry.no-version");
        assertThat(code(registry.lookup(subject, record("b")))).isEqualTo("contract.registry.no-schema");
    }

    @Test
    void compatibilityIsSetBeforeTheFirstSchemaAndHolds() {
        registry.setCompatibility(subject, Compatibility.FULL_TRANSITIVE).orThrow();
        assertThat(registry.compatibility(subject).orThrow()).isEqualTo(Compatibility.FULL_TRANSITIVE);
        assertThat(registry.isCompatible(subject, record("a")).orThrow()).isTrue();
        registry.register(subject, record("a")).orThrow();

        assertThat(registry.isCompatible(subject, record("a", "b")).orThrow()).isFalse();
        assertThat(code(registry.register(subject, record("a", "b")))).isEqualTo("contract.registry.incompatible");

        var compatible = SchemaBuilder.record("R")
                .fields()
                .requiredString("a")
                .optionalString("b")
                .endRecord();
        assertThat(registry.isCompatible(subject, compatible).orThrow()).isTrue();
        registry.register(subject, compatible).orThrow();
        assertThat(registry.versions(subject).orThrow()).containsExactly(1, 2);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void saysThatTheRegistryIsDownAndGoesOnWhenItIsBack() {
        int id = registry.register(subject, record("a")).orThrow();

        exchange.kill(Service.REGISTRY);
        assertThatThrownBy(() -> registry.versions(subject)).isInstanceOf(RegistryUnavailableException.class);

        exchange.restart(Service.REGISTRY);
        assertThat(registry.register(subject, record("a")).orThrow()).isEqualTo(id);
    }

    private static Schema record(String... fields) {
        var record = SchemaBuilder.record("R").fields();
        for (var field : fields) {
            record.requiredString(field);
        }
        return record.endRecord();
    }

    private static String code(Outcome<?> outcome) {
        return ((Outcome.Refused<?>) outcome).refusal().reason().code();
    }
}
