package org.silobridge.catalogue.enforcement;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.enforcement.CatalogueState.Dataset;
import org.silobridge.catalogue.enforcement.CatalogueState.Department;
import org.silobridge.catalogue.enforcement.CatalogueState.Grant;
import org.silobridge.catalogue.enforcement.CatalogueState.WireSchema;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DatasetName;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Slug;

/** A small exchange for unit tests: departments, datasets and grants by number. */
final class World {
    static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    static final Instant LATER = NOW.plus(Duration.ofDays(30));
    static final KafkaNames NAMES = new KafkaNames("sb");
    static final Territory TERRITORY = new Territory(NAMES);
    static final Duration QUARANTINE = Duration.ofDays(90);

    private final Random random;
    final List<Department> departments = new ArrayList<>();
    final List<Dataset> datasets = new ArrayList<>();
    final List<Grant> grants = new ArrayList<>();

    World() {
        this(7);
    }

    World(long seed) {
        this.random = new Random(seed);
    }

    Department department(String slug) {
        var department = new Department(DepartmentId.random(random), new Slug(slug), false);
        departments.add(department);
        return department;
    }

    Dataset dataset(String contract, Department owner) {
        return dataset(contract, owner, false);
    }

    Dataset dataset(String contract, Department owner, boolean ready) {
        var dataset = new Dataset(
                DatasetId.random(random),
                DatasetName.parse(contract + "/" + owner.slug()),
                1,
                owner.id(),
                owner.slug(),
                List.of(),
                3,
                Optional.of(Duration.ofDays(10)),
                false,
                List.of(new WireSchema(0, "\"string\"", null)),
                ready,
                ready,
                false,
                true);
        datasets.add(dataset);
        return dataset;
    }

    /** The owner of a dataset that was ready has ended; null: and nobody took it over. */
    void pass(Dataset dataset, @Nullable Department to, boolean ledgered) {
        departments.replaceAll(department -> department.id().equals(dataset.owner())
                ? new Department(department.id(), department.slug(), true)
                : department);
        datasets.set(
                datasets.indexOf(dataset),
                new Dataset(
                        dataset.id(),
                        dataset.name(),
                        dataset.major(),
                        to == null ? dataset.owner() : to.id(),
                        dataset.home(),
                        to == null ? List.of() : List.of(dataset.owner()),
                        dataset.partitions(),
                        dataset.retention(),
                        dataset.compacted(),
                        dataset.wireSchemas(),
                        false,
                        true,
                        to == null,
                        ledgered));
    }

    Grant grant(Department to, Dataset dataset, GrantState state) {
        return grant(to, dataset, state, true, LATER);
    }

    Grant grant(Department to, Dataset dataset, GrantState state, boolean ledgered, Instant until) {
        return grant(to, dataset, state, ledgered, until, false, false);
    }

    Grant grant(
            Department to,
            Dataset dataset,
            GrantState state,
            boolean ledgered,
            Instant until,
            boolean resumed,
            boolean withheld) {
        var grant = new Grant(GrantId.random(random), to.id(), dataset.id(), state, ledgered, until, resumed, withheld);
        grants.add(grant);
        return grant;
    }

    Wanted wanted() {
        return Wanted.of(state(), TERRITORY, QUARANTINE, NOW);
    }

    CatalogueState state() {
        return new CatalogueState(departments, datasets, grants);
    }

    static AclBinding reads(Department department, Dataset dataset) {
        return allow(
                TERRITORY.principal(department.id()),
                ResourceType.TOPIC,
                PatternType.LITERAL,
                NAMES.datasetTopic(dataset.name(), dataset.major()),
                AclOperation.READ);
    }

    static AclBinding allow(
            String principal, ResourceType type, PatternType pattern, String name, AclOperation operation) {
        return binding(principal, type, pattern, name, operation, AclPermissionType.ALLOW);
    }

    static AclBinding binding(
            String principal,
            ResourceType type,
            PatternType pattern,
            String name,
            AclOperation operation,
            AclPermissionType permission) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry(principal, "*", operation, permission));
    }
}
