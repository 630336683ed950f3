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
    private final Map<Object, Validator> kept = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Validator> eldest) {
            return size() > KEPT;
        }
    };

    KeptSchemas(SchemaRepository schemas) {
        this.schemas = schemas;
    }

    @Override
    public Validator validator(JsonSchema schema) {
        // A pointer into the document names one schema, however many parameters have it. The bare address of the
        // document, which the library gives to all that have none, names nothing.
        Object key = schema.get(PLACE) instanceof String place && place.contains("#/") ? place : new Same(schema);
        synchronized (kept) {
            Validator known = kept.get(key);
            if (known == null) {
                known = schemas.validator(schema);
                kept.put(key, known);
            }
            return known;
        }
    }

    /** This very schema, whatever it says. */
    private record Same(JsonSchema schema) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Same same && same.schema == schema;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(schema);
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
