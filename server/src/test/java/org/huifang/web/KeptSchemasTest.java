package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.ArrayList;
import org.huifang.TestOffice;
import org.junit.jupiter.api.Test;

/** Kept validators say the same as new ones, and are made once. */
class KeptSchemasTest {
    @Test
    void keepsTheValidatorOfEachPlace() {
        var vertx = Vertx.vertx();
        try {
            var contract = TestOffice.await(OpenAPIContract.from(vertx, new ApiDocument().forValidation()));
            var kept = new KeptSchemas(contract.getSchemaRepository());
            var twice = new ArrayList<>(contract.operations());
            twice.addAll(contract.operations());
            for (var operation : twice) {
                for (var parameter : operation.getParameters()) {
                    var schema = parameter.getSchema();
                    var validator = kept.validator(schema);
                    assertThat(kept.validator(schema)).isSameAs(validator);
                    for (Object given : new Object[] {"a", "", 7, "01a22c25-e3db-7116-86bb-5327ecee2a55", true}) {
                        assertThat(validator.validate(given).toJson())
                                .as("%s of %s: %s", parameter.getName(), operation.getOperationId(), given)
                                .isEqualTo(contract.getSchemaRepository()
                                        .validator(schema)
                                        .validate(given)
                                        .toJson());
                    }
                }
            }
        } finally {
            TestOffice.await(vertx.close());
        }
    }
}
