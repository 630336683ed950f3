package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.huifang.identity.Role;
import org.junit.jupiter.api.Test;

class ApiDocumentTest {
    private final ApiDocument document = new ApiDocument();

    @Test
    void theDocumentIsValidOpenApi() throws Exception {
        var vertx = Vertx.vertx();
        var contract = OpenAPIContract.from(vertx, document.forValidation())
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        assertThat(contract.operations()).hasSameSizeAs(document.operations());
        vertx.close();
    }

    @Test
    void eachOperationNamesWhoMayCallIt() {
        Set<String> known = Stream.concat(
                        Stream.of(Role.values()).map(Role::name), Stream.of(ApiDocument.ANY, ApiDocument.PUBLIC))
                .collect(Collectors.toSet());
        var wrong = new ArrayList<String>();
        for (String operation : document.operations()) {
            Set<String> roles = document.roles(operation);
            if (roles.isEmpty() || !known.containsAll(roles)) {
                wrong.add(operation + " " + roles);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void onlySigningInAndWhatProvidersTellWithTheirKeyIsOpenToAll() {
        List<String> open = document.operations().stream()
                .filter(operation -> document.roles(operation).contains(ApiDocument.PUBLIC))
                .toList();
        assertThat(open)
                .containsExactlyInAnyOrder(
                        "signIn", "gatewayReceipt", "postGatewayReceipt", "gatewayReply", "postGatewayReply");
    }
}
