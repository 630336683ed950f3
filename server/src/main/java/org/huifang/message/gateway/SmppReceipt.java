package org.huifang.message.gateway;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.OptionalParameter;
import org.jspecify.annotations.Nullable;

/** Reads a delivery receipt: its optional parameters where they are there, else the usual text. */
final class SmppReceipt {
    private static final Pattern ID = Pattern.compile("\\bid:\\s*([^\\s]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern STATE = Pattern.compile("\\bstat:\\s*([A-Za-z]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ERROR = Pattern.compile("\\berr:\\s*([0-9A-Za-z]+)", Pattern.CASE_INSENSITIVE);

    private SmppReceipt() {}

    /** Null where it names no message or no state that is known. */
    static Inbound.@Nullable Receipt read(String gateway, DeliverSm sm, GatewaySettings.Smpp.ReceiptIds ids) {
        String text = new String(
                sm.getShortMessage() == null ? new byte[0] : sm.getShortMessage(), StandardCharsets.ISO_8859_1);
        var receipted = sm.getOptionalParameter(OptionalParameter.Tag.RECEIPTED_MESSAGE_ID);
        String id =
                receipted instanceof OptionalParameter.COctetString given ? given.getValueAsString() : found(ID, text);
        String state = state(sm, text);
        Inbound.Fate fate = fate(state);
        if (id == null || id.isBlank() || fate == null) {
            return null;
        }
        String error = found(ERROR, text);
        return new Inbound.Receipt(gateway, asResponded(id, ids), fate, state + (error == null ? "" : " err=" + error));
    }

    private static @Nullable String state(DeliverSm sm, String text) {
        var parameter = sm.getOptionalParameter(OptionalParameter.Tag.MESSAGE_STATE);
        if (parameter instanceof OptionalParameter.Byte state) {
            return switch (state.getValue()) {
                case 1 -> "ENROUTE";
                case 2 -> "DELIVRD";
                case 3 -> "EXPIRED";
                case 4 -> "DELETED";
                case 5 -> "UNDELIV";
                case 6 -> "ACCEPTD";
                case 8 -> "REJECTD";
                default -> "UNKNOWN";
            };
        }
        return found(STATE, text);
    }

    private static Inbound.@Nullable Fate fate(@Nullable String state) {
        return switch (state == null ? "" : state.toUpperCase(Locale.ROOT)) {
            case "DELIVRD" -> Inbound.Fate.DELIVERED;
            case "EXPIRED" -> Inbound.Fate.EXPIRED;
            case "DELETED", "UNDELIV", "REJECTD" -> Inbound.Fate.FAILED;
            case "ENROUTE", "ACCEPTD", "UNKNOWN" -> Inbound.Fate.SENT;
            default -> null;
        };
    }

    /** Some centres give an id in hex and speak of it in decimal, or the other way. */
    static String asResponded(String id, GatewaySettings.Smpp.ReceiptIds ids) {
        try {
            return switch (ids) {
                case AS_GIVEN -> id;
                case DECIMAL_OF_HEX -> new BigInteger(id, 10).toString(16).toLowerCase(Locale.ROOT);
                case HEX_OF_DECIMAL -> new BigInteger(id, 16).toString();
            };
        } catch (NumberFormatException e) {
            return id;
        }
    }

    /** As stored, so that both writings of one number meet. */
    static String normalized(String id, GatewaySettings.Smpp.ReceiptIds ids) {
        try {
            return switch (ids) {
                case AS_GIVEN -> id;
                case DECIMAL_OF_HEX -> new BigInteger(id, 16).toString(16);
                case HEX_OF_DECIMAL -> new BigInteger(id, 10).toString();
            };
        } catch (NumberFormatException e) {
            return id;
        }
    }

    private static @Nullable String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }
}
