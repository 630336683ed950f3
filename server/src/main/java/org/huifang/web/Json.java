package org.huifang.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.huifang.Refusal;
import org.huifang.Remedy;

/** JSON as the REST interface speaks it: ISO times in UTC, absent instead of null, unknown fields refused. */
final class Json {
    private static final JsonMapper mapper = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule().addSerializer(JsonObject.class, new VertxObject()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Json() {}

    static Buffer write(Object value) {
        try {
            return Buffer.buffer(mapper.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /** @throws Refusal naming the field that does not fit */
    static <T> T read(Buffer body, Class<T> type) {
        try {
            return mapper.readValue(body.getBytes(), type);
        } catch (JsonMappingException e) {
            String field = e.getPath().stream()
                    .map(part -> part.getFieldName() == null ? String.valueOf(part.getIndex()) : part.getFieldName())
                    .reduce((a, b) -> a + "." + b)
                    .orElse("body");
            throw Refusal.invalid(field, null, Remedy.NOT_OF_TYPE.with());
        } catch (IOException e) {
            throw Refusal.invalid("body", null, Remedy.NO_JSON.with());
        }
    }

    private static final class VertxObject extends StdSerializer<JsonObject> {
        private static final long serialVersionUID = 1L;

        VertxObject() {
            super(JsonObject.class);
        }

        @Override
        public void serialize(JsonObject value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writePOJO(value.getMap());
        }
    }
}
