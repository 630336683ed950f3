package org.huifang;

/** A setting that cannot be used; the message names the key, the value and the remedy. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String key, @org.jspecify.annotations.Nullable Object value, String remedy) {
        super("setting " + key + " = " + value + ": " + remedy);
    }

    public ConfigException(String message) {
        super(message);
    }
}
