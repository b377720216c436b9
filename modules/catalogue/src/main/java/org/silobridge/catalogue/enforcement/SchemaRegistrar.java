package org.silobridge.catalogue.enforcement;

import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
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

        /** The id of the schema; the same again has the same. */
        Outcome<Integer> register(String subject, String schema);
    }

    /**
     * Registers what is missing. What the registry refuses holds up its own subject only.
     *
     * @return why not, by subject
     */
    Map<String, String> register() {
        var errors = new TreeMap<String, String>();
        for (var dataset : store.read().datasets()) {
            if (dataset.ended()) {
                continue;
            }
            var subject = names.subject(dataset.name(), dataset.major());
            boolean known = dataset.wireSchemas().stream().allMatch(schema -> schema.schemaId() != null);
            if (!(known && complete.contains(subject)) && register(subject, dataset, errors)) {
                complete.add(subject);
            }
        }
        return errors;
    }

    private boolean register(String subject, Dataset dataset, Map<String, String> errors) {
        if (registry.guard(subject) instanceof Outcome.Refused<?> refused) {
            return error(subject, refused.refusal().reason().toString(), errors);
        }
        for (var schema : dataset.wireSchemas()) {
            var outcome = registry.register(subject, schema.text());
            if (outcome instanceof Outcome.Refused<Integer> refused) {
                return error(subject, refused.refusal().reason().toString(), errors);
            }
            var id = outcome.orThrow();
            if (schema.schemaId() == null) {
                store.schemaRegistered(dataset, schema.minor(), id, clock.instant());
            } else if (!schema.schemaId().equals(id)) {
                return error(subject, lost(schema, id), errors);
            }
        }
        return true;
    }

    private static String lost(WireSchema schema, int id) {
        return "the registry knows the wire schema under id " + id + ", but records on the topic carry "
                + schema.schemaId() + ": it lost its state and has to be restored";
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
