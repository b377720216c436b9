package org.silobridge.catalogue.enforcement;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.silobridge.catalogue.enforcement.CatalogueState.Dataset;
import org.silobridge.catalogue.enforcement.CatalogueState.WireSchema;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings every wire schema into the registry and its id into the catalogue. On a thread of its own, so that a registry
 * that hangs never delays a revocation.
 *
 * <p>Records carry ids, so an id stands for its schema for good. A registry that has lost what it knew, emptied or set
 * back, gets it back from the catalogue under the same ids before anything new is registered there: otherwise new
 * schemas would be given ids that records carry already.
 */
final class SchemaRegistrar {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistrar.class);

    private final Subjects registry;
    private final EnforcementStore store;
    private final KafkaNames names;
    private final Clock clock;

    /** Subjects that this process has seen complete: they are not asked about at every look. */
    private final Set<String> complete = new HashSet<>();

    SchemaRegistrar(Subjects registry, EnforcementStore store, KafkaNames names, Clock clock) {
        this.registry = registry;
        this.store = store;
        this.names = names;
        this.clock = clock;
    }

    /** The registry, as much of it as this needs. What is not an answer is thrown. */
    interface Subjects {
        /** Makes {@code FULL_TRANSITIVE} the rule of the subject. */
        Outcome<?> guard(String subject);

        /** The id of the schema where the subject has it. Changes nothing. */
        OptionalInt find(String subject, String schema);

        /** The id of the schema; the same again has the same. */
        Outcome<Integer> register(String subject, String schema);

        /** Gives schemas back their ids, where no other has them. They stand under their subjects once registered. */
        void restore(List<Known> lost);
    }

    /** A schema whose id the catalogue knows. */
    record Known(String subject, int version, int id, String schema) {}

    /**
     * Registers what is missing. What the registry refuses holds up its own subject only.
     *
     * @return why not, by subject
     */
    Map<String, String> register() {
        var datasets = store.datasets();
        var known = known(datasets);
        if (hasLost(known)) {
            restore(known);
        }
        var owners = new HashMap<Integer, String>();
        known.forEach(schema -> owners.put(schema.id(), schema.schema()));
        var errors = new TreeMap<String, String>();
        for (var dataset : datasets) {
            var subject = names.subject(dataset.name(), dataset.major());
            var schemas = wanted(dataset);
            boolean registered = schemas.stream().allMatch(schema -> schema.schemaId() != null);
            if (!schemas.isEmpty()
                    && !(registered && complete.contains(subject))
                    && register(subject, dataset, schemas, owners, errors)) {
                complete.add(subject);
            }
        }
        return errors;
    }

    /** Of a dataset that ended, what its records carry; nothing new. */
    private static List<WireSchema> wanted(Dataset dataset) {
        return dataset.wireSchemas().stream()
                .filter(schema -> !dataset.ended() || schema.schemaId() != null)
                .toList();
    }

    private List<Known> known(List<Dataset> datasets) {
        var known = new ArrayList<Known>();
        for (var dataset : datasets) {
            var subject = names.subject(dataset.name(), dataset.major());
            var texts = new HashSet<String>(); // Versions of a contract may share a wire schema; a subject has it once.
            for (var schema : dataset.wireSchemas()) {
                if (schema.schemaId() != null && texts.add(schema.text())) {
                    known.add(new Known(subject, texts.size(), schema.schemaId(), schema.text()));
                }
            }
        }
        return known;
    }

    /** The newest id tells: it is missing in a registry that was emptied, and in one that was set back. */
    private boolean hasLost(List<Known> known) {
        return known.stream()
                .max(Comparator.comparingInt(Known::id))
                .filter(this::isMissing)
                .isPresent();
    }

    private boolean isMissing(Known schema) {
        var found = registry.find(schema.subject(), schema.schema());
        return found.isEmpty() || found.getAsInt() != schema.id();
    }

    private void restore(List<Known> known) {
        var lost = known.stream().filter(this::isMissing).toList();
        LOG.atWarn()
                .addKeyValue("schemaId", lost.stream().map(Known::id).distinct().count())
                .log("The registry has lost schemas; it gets them back under their ids");
        complete.clear();
        registry.restore(lost);
    }

    private boolean register(
            String subject,
            Dataset dataset,
            List<WireSchema> schemas,
            Map<Integer, String> owners,
            Map<String, String> errors) {
        if (registry.guard(subject) instanceof Outcome.Refused<?> refused) {
            return error(subject, refused.refusal().reason().toString(), errors);
        }
        for (var schema : schemas) {
            var outcome = registry.register(subject, schema.text());
            if (outcome instanceof Outcome.Refused<Integer> refused) {
                return error(subject, refused.refusal().reason().toString(), errors);
            }
            var id = outcome.orThrow();
            if (schema.schemaId() == null) {
                if (!owners.computeIfAbsent(id, any -> schema.text()).equals(schema.text())) {
                    return error(subject, taken(id), errors);
                }
                store.schemaRegistered(dataset, schema.minor(), id, clock.instant());
            } else if (!schema.schemaId().equals(id)) {
                return error(subject, lost(schema, id), errors);
            }
        }
        return true;
    }

    private static String lost(WireSchema schema, int id) {
        return "the registry knows the wire schema under id " + id + ", but records on the topic carry "
                + schema.schemaId() + ": it lost its state, and has to be emptied or restored";
    }

    private static String taken(int id) {
        return "the registry gave the wire schema the id " + id + ", which records carry for another one:"
                + " it lost its state, and has to be emptied or restored";
    }

    private static boolean error(String subject, String error, Map<String, String> errors) {
        errors.put(subject, error);
        LOG.atError().addKeyValue("topic", subject).addKeyValue("error", error).log("A wire schema is not registered");
        return false;
    }

    /** Forgets what it saw complete, because the registry was away. */
    void doubt() {
        complete.clear();
    }
}
