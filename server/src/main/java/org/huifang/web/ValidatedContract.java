package org.huifang.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.OpenAPIVersion;
import io.vertx.openapi.contract.Path;
import io.vertx.openapi.contract.SecurityRequirement;
import io.vertx.openapi.contract.SecurityScheme;
import io.vertx.openapi.contract.Server;
import java.util.List;

/** The contract as requests are validated with it: the same but for {@link KeptSchemas}. */
record ValidatedContract(OpenAPIContract contract, SchemaRepository schemas) implements OpenAPIContract {
    static OpenAPIContract of(OpenAPIContract contract) {
        return new ValidatedContract(contract, new KeptSchemas(contract.getSchemaRepository()));
    }

    @Override
    public SchemaRepository getSchemaRepository() {
        return schemas;
    }

    @Override
    public io.vertx.openapi.contract.Operation operation(String id) {
        return contract.operation(id);
    }

    @Override
    public List<io.vertx.openapi.contract.Operation> operations() {
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
    public io.vertx.openapi.contract.Operation findOperation(String path, HttpMethod method) {
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
}
