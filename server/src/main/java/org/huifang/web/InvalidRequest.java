package org.huifang.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/** Says in field, value and remedy why the OpenAPI document refuses a request. */
final class InvalidRequest {
    private static final Pattern parameter = Pattern.compile("(path|query|header|cookie) parameter (\\S+)");
    private static final Pattern reason = Pattern.compile("Reason: (.*)", Pattern.DOTALL);
    private static final Pattern missing = Pattern.compile("required property \"([^\"]+)\"");
    private static final Pattern secret = Pattern.compile("(?i).*(password|current|wanted|token).*");
    private static final int FIELDS_AT_MOST = 20;

    private InvalidRequest() {}

    static Refusal refusal(ValidatorException invalid, @Nullable Buffer body) {
        String message = String.valueOf(invalid.getMessage());
        Matcher named = parameter.matcher(message);
        if (named.find()) {
            Matcher because = reason.matcher(message);
            String why = because.find() ? because.group(1) : message;
            Remedy.Said said = said(why);
            return Refusal.invalid(
                    named.group(2) + ": " + why,
                    List.of(new Refusal.Field(named.group(2), null, why, said.code(), said.values())));
        }
        if (invalid instanceof SchemaValidationException schema && body != null) {
            var fields = fields(schema.getOutputUnit(), body);
            if (!fields.isEmpty()) {
                return Refusal.invalid(
                        fields.get(0).field() + ": " + fields.get(0).remedy(), fields);
            }
        }
        return Refusal.invalid("body", null, message);
    }

    /** The validator tells every level: "the object is wrong", "its field is wrong", why. Only the deepest counts. */
    private static List<Refusal.Field> fields(OutputUnit output, Buffer body) {
        var byField = new LinkedHashMap<String, Refusal.Field>();
        var units = output.getErrors() == null ? List.<OutputUnit>of() : output.getErrors();
        for (OutputUnit unit : units) {
            String pointer = unit.getInstanceLocation() == null ? "#" : unit.getInstanceLocation();
            String remedy = String.valueOf(unit.getError());
            Remedy.Said said = said(remedy);
            String field = pointer.replaceFirst("^#/?", "").replace('/', '.');
            Matcher absent = missing.matcher(remedy);
            if (absent.find()) {
                field = field.isEmpty() ? absent.group(1) : field + "." + absent.group(1);
                remedy = "is missing";
            }
            byField.merge(
                    field,
                    new Refusal.Field(
                            field.isEmpty() ? "body" : field,
                            secret.matcher(field).matches() ? null : value(pointer, body),
                            remedy,
                            said.code(),
                            said.values()),
                    (before, now) -> vague(now) && !vague(before) ? before : now);
        }
        return byField.entrySet().stream()
                .filter(entry -> byField.keySet().stream()
                        .noneMatch(other -> !other.equals(entry.getKey())
                                && (entry.getKey().isEmpty() || other.startsWith(entry.getKey() + "."))))
                .map(Map.Entry::getValue)
                .limit(FIELDS_AT_MOST)
                .toList();
    }

    /** What the validator says of the level above: that something below does not fit. */
    private static boolean vague(Refusal.Field field) {
        return Remedy.UNKNOWN_FIELD.name().equals(field.code())
                || Remedy.NOT_OF_FORM.name().equals(field.code());
    }

    /** What the validator says, as a code with its value. */
    private static Remedy.Said said(String error) {
        String number = last(error);
        if (missing.matcher(error).find()) {
            return Remedy.IS_MISSING.with();
        }
        if (number != null && error.contains("is less than")) {
            return Remedy.AT_LEAST.with(number);
        }
        if (number != null && error.contains("is greater than")) {
            return Remedy.AT_MOST.with(number);
        }
        if (number != null && error.contains("too long")) {
            return Remedy.TOO_LONG.with(number);
        }
        if (number != null && error.contains("too short")) {
            return number.equals("1") ? Remedy.IS_MISSING.with() : Remedy.TOO_SHORT.with(number);
        }
        if (number != null && error.contains("too many")) {
            return Remedy.TOO_MANY.with(number);
        }
        if (error.contains("too few")) {
            return Remedy.TOO_FEW.with();
        }
        if (error.contains("does not match pattern") || error.contains("does not match format")) {
            return Remedy.NOT_OF_PATTERN.with();
        }
        if (error.contains("does not match any of")) {
            return Remedy.NOT_ONE_OF.with();
        }
        if (error.startsWith("Instance type")) {
            return Remedy.NOT_OF_TYPE.with();
        }
        return error.contains("additional propert") ? Remedy.UNKNOWN_FIELD.with() : Remedy.NOT_OF_FORM.with(error);
    }

    private static @Nullable String last(String text) {
        Matcher number = Pattern.compile("(-?\\d+)(?!.*\\d)").matcher(text);
        return number.find() ? number.group(1) : null;
    }

    private static @Nullable String value(String pointer, Buffer body) {
        try {
            Object at = body.toJson();
            for (String step : pointer.replaceFirst("^#/?", "").split("/", -1)) {
                if (step.isEmpty()) {
                    continue;
                }
                String key = step.replace("~1", "/").replace("~0", "~");
                at = at instanceof JsonObject object
                        ? object.getValue(key)
                        : at instanceof JsonArray array && key.matches("\\d{1,6}")
                                ? array.getValue(Integer.parseInt(key))
                                : null;
            }
            if (at == null || at instanceof JsonObject || at instanceof JsonArray || at instanceof Map) {
                return null;
            }
            String text = at.toString();
            return text.length() <= 80 ? text : text.substring(0, 77) + "…";
        } catch (DecodeException | IndexOutOfBoundsException e) {
            return null; // The value is only there to help; the field and the remedy say enough.
        }
    }
}
