package org.silobridge.catalogue.enforcement;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.enforcement.CatalogueState.Dataset;
import org.silobridge.catalogue.enforcement.CatalogueState.WireSchema;
import org.silobridge.model.Outcome;

/** Ids stand for their schemas for good, whatever the registry forgets. */
class SchemaRegistrarTest {
    private final World world = new World();
    private final Registry registry = new Registry();
    private final Map<String, Integer> recorded = new HashMap<>();
    private SchemaRegistrar registrar;
    private Dataset air;

    /** As Apicurio is: a content has an id, a subject has contents, and what is new gets the next id. */
    private static final class Registry implements SchemaRegistrar.Subjects {
        private final Map<String, Integer> contents = new HashMap<>();
        private final Map<String, Set<String>> subjects = new HashMap<>();
        private final List<String> asked = new ArrayList<>();
        private int next = 1;

        void empty() {
            contents.clear();
            subjects.clear();
            asked.clear();
            next = 1;
        }

        @Override
        public Outcome<?> guard(String subject) {
            return Outcome.ok("done");
        }

        @Override
        public OptionalInt find(String subject, String schema) {
            asked.add("find");
            return subjects.getOrDefault(subject, Set.of()).contains(schema)
                    ? OptionalInt.of(requireNonNull(contents.get(schema)))
                    : OptionalInt.empty();
        }

        @Override
        public Outcome<Integer> register(String subject, String schema) {
            asked.add("register " + schema);
            subjects.computeIfAbsent(subject, any -> new HashSet<>()).add(schema);
            return Outcome.ok(contents.computeIfAbsent(schema, any -> next++));
        }

        @Override
        public void restore(List<SchemaRegistrar.Known> lost) {
            lost.forEach(known -> {
                if (!contents.containsValue(known.id())) {
                    contents.putIfAbsent(known.schema(), known.id());
                    next = Math.max(next, known.id() + 1);
                }
            });
        }
    }

    @BeforeEach
    void anExchangeWhoseRegistryKnowsEverything() {
        var store = (EnforcementStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {EnforcementStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("datasets")) {
                        return world.state().datasets();
                    }
                    assertThat(method.getName()).isEqualTo("schemaRegistered");
                    record((Dataset) arguments[0], (Integer) arguments[1], (Integer) arguments[2]);
                    return null;
                });
        registrar = new SchemaRegistrar(registry, store, World.NAMES, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        air = add("ecology-environment/air-quality-hourly", "air", null);
        add("health-care/daily-case-counts", "cases", null);
        assertThat(registrar.register()).isEmpty();
        assertThat(recorded).containsExactlyInAnyOrderEntriesOf(Map.of("air", 1, "cases", 2));
    }

    private Dataset add(String contract, String schema, @Nullable Integer id) {
        var made = world.dataset(contract, world.department("owner-" + schema));
        return replace(made, schema, id);
    }

    private Dataset replace(Dataset known, String schema, @Nullable Integer id) {
        var changed = new Dataset(
                known.id(),
                known.name(),
                known.major(),
                known.owner(),
                known.home(),
                known.formerOwners(),
                known.partitions(),
                known.retention(),
                known.compacted(),
                List.of(new WireSchema(0, schema, id)),
                known.ready(),
                known.stood(),
                known.ended(),
                known.ledgered());
        world.datasets.set(world.datasets.indexOf(known), changed);
        return changed;
    }

    private void record(Dataset dataset, int minor, int id) {
        var text = dataset.wireSchemas().get(minor).text();
        recorded.put(text, id);
        replace(dataset, text, id);
    }

    @Test
    void asksOneThingWhereNothingIsMissing() {
        registry.asked.clear();

        assertThat(registrar.register()).isEmpty();

        assertThat(registry.asked).containsExactly("find");
    }

    @Test
    void givesALostRegistryTheSameIdsBeforeAnythingNewGetsOne() {
        registry.empty();
        // First in the list, so that an id of its own would be one of those lost
        var fresh = add("credit/penalty", "penalties", null);
        world.datasets.remove(fresh);
        world.datasets.add(0, fresh);

        assertThat(registrar.register()).isEmpty();

        assertThat(registry.contents).containsExactlyInAnyOrderEntriesOf(Map.of("air", 1, "cases", 2, "penalties", 3));
        assertThat(registry.subjects).hasSize(3);
        assertThat(recorded).containsEntry("penalties", 3);
    }

    @Test
    void givesARegistryThatWasSetBackWhatItMisses() {
        registry.contents.remove("cases");
        registry.subjects.values().forEach(schemas -> schemas.remove("cases"));
        registry.next = 2;

        assertThat(registrar.register()).isEmpty();

        assertThat(registry.contents).containsExactlyInAnyOrderEntriesOf(Map.of("air", 1, "cases", 2));
    }

    @Test
    void tellsOfAnIdThatWentToAnotherSchemaMeanwhileAndRestoresTheOthers() {
        registry.empty();
        registry.register("somebody-elses", "another");

        assertThat(registrar.register())
                .hasSize(1)
                .hasEntrySatisfying(
                        World.NAMES.subject(air.name(), 1),
                        error -> assertThat(error).contains("under id 3").contains("carry 1"));
        assertThat(registry.contents).containsEntry("cases", 2);
    }

    @Test
    void recordsNoIdThatRecordsCarryForAnotherSchema() {
        registry.contents.put("penalties", 1);
        var fresh = add("credit/penalty", "penalties", null);

        assertThat(registrar.register())
                .hasEntrySatisfying(World.NAMES.subject(fresh.name(), 1), error -> assertThat(error)
                        .contains("gave the wire schema the id 1"));
        assertThat(recorded).doesNotContainKey("penalties");
    }
}
