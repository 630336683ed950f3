package org.huifang.web;

import io.vertx.core.file.FileSystem;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A repository that keeps the validators it has made: the library makes one for every parameter of every request, each with
 * a copy of all that the document knows, which is half a millisecond. They hold no state and may be used by many at once.
 */
final class KeptSchemas implements SchemaRepository {
    /** As many are kept, the last used; each has some 200 kB. */
    private static final int KEPT = 64;

    private static final String PLACE = "__absolute_uri__";

    private final SchemaRepository schemas;
    private final Map<String, Validator> kept = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Validator> eldest) {
            return size() > KEPT;
        }
    };

    KeptSchemas(SchemaRepository schemas) {
        this.schemas = schemas;
    }

    @Override
    public Validator validator(JsonSchema schema) {
        // Without a place in the document it cannot be told from others.
        if (!(schema.get(PLACE) instanceof String place)) {
            return schemas.validator(schema);
        }
        synchronized (kept) {
            Validator known = kept.get(place);
            if (known == null) {
                known = schemas.validator(schema);
                kept.put(place, known);
            }
            return known;
        }
    }

    @Override
    public Validator validator(String ref) {
        return schemas.validator(ref);
    }

    @Override
    public Validator validator(String ref, JsonSchemaOptions options) {
        return schemas.validator(ref, options);
    }

    @Override
    public Validator validator(JsonSchema schema, JsonSchemaOptions options, boolean dereference) {
        return schemas.validator(schema, options, dereference);
    }

    @Override
    public SchemaRepository dereference(JsonSchema schema) {
        return schemas.dereference(schema);
    }

    @Override
    public SchemaRepository dereference(String uri, JsonSchema schema) {
        return schemas.dereference(uri, schema);
    }

    @Override
    public SchemaRepository preloadMetaSchema(FileSystem files) {
        return schemas.preloadMetaSchema(files);
    }

    @Override
    public SchemaRepository preloadMetaSchema(FileSystem files, Draft draft) {
        return schemas.preloadMetaSchema(files, draft);
    }

    @Override
    public JsonObject resolve(JsonObject schema) {
        return schemas.resolve(schema);
    }

    @Override
    public JsonSchema find(String pointer) {
        return schemas.find(pointer);
    }
}
