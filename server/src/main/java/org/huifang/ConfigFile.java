package org.huifang;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads {@link ServerConfig} from YAML; an unknown key is an error, so that a typing mistake is not a silent default. */
final class ConfigFile {
    private ConfigFile() {}

    static ServerConfig read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new ConfigException(
                    "--config", file, "cannot be read (" + e.getMessage() + "); name a readable file");
        }
    }

    static ServerConfig parse(String yaml) {
        var mapper = JsonMapper.builder(new YAMLFactory())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        try {
            return mapper.readValue(yaml, ServerConfig.class);
        } catch (UnrecognizedPropertyException e) {
            throw new ConfigException(
                    e.getPathReference(), e.getPropertyName(), "is no setting here; known: " + e.getKnownPropertyIds());
        } catch (JsonProcessingException e) {
            for (Throwable t = e; t != null; t = t.getCause()) {
                if (t instanceof ConfigException refused) {
                    throw refused;
                }
            }
            throw new ConfigException(
                    "the configuration is not valid YAML of the expected form: " + e.getOriginalMessage());
        }
    }
}
