package org.silobridge.catalogue.http;

import io.vertx.core.file.FileSystem;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.OpenAPIVersion;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import io.vertx.openapi.contract.SecurityRequirement;
import io.vertx.openapi.contract.SecurityScheme;
import io.vertx.openapi.contract.Server;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The OpenAPI document with a validator for each schema that is made once. Vert.x makes one for each parameter of each
 * call, and each copies all schemas of the document: that took a third of what a call cost. A validator keeps nothing
 * of what it has validated, and may be used by many threads.
 */
final class ReadyContract implements OpenAPIContract {
    private final OpenAPIContract contract;
    private final SchemaRepository schemas;

    ReadyContract(OpenAPIContract contract) {
        this.contract = contract;
        this.schemas = new Schemas(contract.getSchemaRepository());
    }

    @Override
    public SchemaRepository getSchemaRepository() {
        return schemas;
    }

    @Override
    public Operation operation(String id) {
        return contract.operation(id);
    }

    @Override
    public List<Operation> operations() {
        return contract.operations();
    }

    @Override
    public List<Path> getPaths() {
        return contract.getPaths();
    }

    @Override
    public JsonObject getRawContract() {
        return contract.getRawContract();
    }

    @Override
    public OpenAPIVersion getVersion() {
        return contract.getVersion();
    }

    @Override
    public List<Server> getServers() {
        return contract.getServers();
    }

    @Override
    public Path findPath(String path) {
        return contract.findPath(path);
    }

    @Override
    public Operation findOperation(String path, HttpMethod method) {
        return contract.findOperation(path, method);
    }

    @Override
    public List<SecurityRequirement> getSecurityRequirements() {
        return contract.getSecurityRequirements();
    }

    @Override
    public SecurityScheme securityScheme(String name) {
        return contract.securityScheme(name);
    }

    private static final class Schemas implements SchemaRepository {
        private final SchemaRepository all;
        /** By the schemas themselves, of which the document has so many and no more: to compare them would be dear. */
        private final Map<JsonSchema, Validator> validators = Collections.synchronizedMap(new IdentityHashMap<>());

        private Schemas(SchemaRepository all) {
            this.all = all;
        }

        @Override
        public Validator validator(JsonSchema schema) {
            return validators.computeIfAbsent(schema, all::validator);
        }

        @Override
        public SchemaRepository dereference(JsonSchema schema) {
            return all.dereference(schema);
        }

        @Override
        public SchemaRepository dereference(String uri, JsonSchema schema) {
            return all.dereference(uri, schema);
        }

        @Override
        public SchemaRepository preloadMetaSchema(FileSystem files) {
            return all.preloadMetaSchema(files);
        }

        @Override
        public SchemaRepository preloadMetaSchema(FileSystem files, Draft draft) {
            return all.preloadMetaSchema(files, draft);
        }

        @Override
        public Validator validator(String ref) {
            return all.validator(ref);
        }

        @Override
        public Validator validator(String ref, JsonSchemaOptions options) {
            return all.validator(ref, options);
        }

        @Override
        public Validator validator(JsonSchema schema, JsonSchemaOptions options, boolean dereference) {
            return all.validator(schema, options, dereference);
        }

        @Override
        public JsonObject resolve(JsonObject schema) {
            return all.resolve(schema);
        }

        @Override
        public JsonSchema find(String pointer) {
            return all.find(pointer);
        }
    }
}
