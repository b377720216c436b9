package org.silobridge.catalogue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.KafkaException;
import org.silobridge.catalogue.contract.CompatibilityGate;
import org.silobridge.catalogue.delivery.Trust;
import org.silobridge.catalogue.enforcement.Enforcement;
import org.silobridge.catalogue.enforcement.EnforcementController;
import org.silobridge.catalogue.enforcement.EnforcementSettings;
import org.silobridge.catalogue.enforcement.Guard;
import org.silobridge.catalogue.http.LedgerPages;
import org.silobridge.catalogue.ledger.FileSigner;
import org.silobridge.catalogue.ledger.LedgerHealth;
import org.silobridge.catalogue.ledger.LedgerReader;
import org.silobridge.catalogue.ledger.Sequencer;
import org.silobridge.contract.evolution.Evolution;
import org.silobridge.contract.registry.SchemaRegistryClient;
import org.silobridge.contract.yaml.OwnerOnly;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;

/** The Kafka, the registry and the ledger files that the configuration names. */
final class ConfiguredOutside implements Catalogue.Outside {

    @Override
    public Outcome<Enforcement> enforcement(Catalogue.Surroundings around) {
        var kafka = around.config().kafka();
        var registry = around.config().registry();
        EnforcementController controller;
        try {
            controller = controller(around, kafka, registry);
        } catch (KafkaException e) {
            // Its client asks no broker yet; all it wants is settings that it understands and names that resolve.
            var problem = e.getCause() == null ? e : e.getCause();
            boolean unresolved = String.valueOf(problem.getMessage()).startsWith("No resolvable bootstrap");
            return Outcome.refused(
                    unresolved ? Kind.UNAVAILABLE : Kind.INVALID,
                    Reason.of(
                            unresolved ? "catalogue.unavailable.kafka-at-start" : "catalogue.kafka.no-client",
                            "problem",
                            String.valueOf(problem.getMessage())));
        }
        controller.start();
        return Outcome.ok(controller);
    }

    private static EnforcementController controller(
            Catalogue.Surroundings around, CatalogueConfig.Kafka kafka, CatalogueConfig.Registry registry) {
        return EnforcementController.over(
                around.database().pool(),
                around.staging(),
                around.notices(),
                around.grants(),
                around.datasets(),
                new SchemaRegistryClient(
                        registry.url(), registry.timeout(), registry.trust().map(Trust::context)),
                new EnforcementSettings(
                        around.config().exchange().names(),
                        properties(kafka.adminConfig().reveal()),
                        kafka.clientBootstrapServers(),
                        kafka.clientSecurityProtocol(),
                        kafka.clientTrust(),
                        kafka.interval(),
                        kafka.timeout(),
                        kafka.quarantineRetention(),
                        kafka.quotas(),
                        Guard.standard()),
                around.clock(),
                around.random());
    }

    @Override
    public CompatibilityGate gate() {
        return Evolution::judge;
    }

    @Override
    public Outcome<Catalogue.RunningLedger> ledger(Catalogue.Surroundings around) {
        var ledger = around.config().ledger();
        var jdbi = around.database().jdbi();
        try {
            Files.createDirectories(ledger.directory());
            var key = ledger.directory().resolve("signing-key.pem");
            var open = OwnerOnly.fault(key);
            if (open.isPresent()) {
                return Outcome.refused(Kind.INVALID, open.get());
            }
            var signer =
                    FileSigner.open(ledger.origin(), key, ledger.directory().resolve("signed-state"));
            var sequencer = new Sequencer(jdbi, signer, ledger.interval().toMillis());
            sequencer.start();
            return Outcome.ok(new Catalogue.RunningLedger(
                    new Pages(new LedgerReader(jdbi, ledger.origin()), sequencer),
                    signer.verifierKey().toString(),
                    sequencer));
        } catch (IOException e) {
            return Outcome.refused(
                    Kind.INVALID,
                    Reason.of(
                            "catalogue.ledger.no-signer",
                            "directory",
                            ledger.directory(),
                            "problem",
                            Catalogue.problem(e)));
        }
    }

    private static Map<String, String> properties(String text) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var map = new HashMap<String, String>();
        properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
        return map;
    }

    private record Pages(LedgerReader reader, Sequencer sequencer) implements LedgerPages {
        @Override
        public Optional<String> checkpoint() {
            return reader.checkpoint();
        }

        @Override
        public LedgerHealth health() {
            return reader.health(sequencer);
        }

        @Override
        public void export(OutputStream out) throws IOException {
            reader.export(out);
        }

        @Override
        public JsonObject entries(long from, int limit) {
            var items = new JsonArray();
            reader.entries(from, limit)
                    .forEach(found -> items.add(new JsonObject()
                            .put("index", found.index())
                            .put("leafHash", found.leafHash().toBase64())
                            .put(
                                    "entry",
                                    new JsonObject(
                                            new String(found.entry().canonicalBytes(), StandardCharsets.UTF_8)))));
            return new JsonObject().put("size", reader.integratedUpTo()).put("items", items);
        }
    }
}
