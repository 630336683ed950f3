package org.huifang.message.gateway;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.huifang.ConfigException;
import org.huifang.campaign.MessageChannel;
import org.jspecify.annotations.Nullable;

/**
 * One gateway of the file that {@code messages.gateways_file} names; config/gateways.yaml explains each key.
 *
 * @param channel SMS or EMAIL
 * @param window submissions under way at a time, 1 to 100
 * @param number how numbers are written to it
 */
public record GatewaySettings(
        MessageChannel channel,
        Integer window,
        NumberStyle number,
        @Nullable Smpp smpp,
        @Nullable Http http,
        @Nullable Smtp smtp) {

    /** {@code +8613800000000}, {@code 8613800000000}, or {@code 13800000000} for numbers of the country code. */
    public enum NumberStyle {
        E164,
        DIGITS,
        NATIONAL_CN
    }

    public GatewaySettings {
        window = window == null ? 10 : window;
        number = number == null ? NumberStyle.E164 : number;
        range("window", window, 1, 100);
        int kinds = (smpp == null ? 0 : 1) + (http == null ? 0 : 1) + (smtp == null ? 0 : 1);
        if (kinds != 1) {
            throw new ConfigException("gateways", kinds, "give each gateway exactly one of smpp, http and smtp");
        }
        if (channel != MessageChannel.SMS && channel != MessageChannel.EMAIL) {
            throw new ConfigException("channel", channel, "use SMS or EMAIL; letters and visits are tasks for people");
        }
        if ((smtp != null) != (channel == MessageChannel.EMAIL) && http == null) {
            throw new ConfigException("channel", channel, "smtp is for EMAIL, smpp for SMS");
        }
    }

    /** How a number goes out. */
    public String written(String e164) {
        return switch (number) {
            case E164 -> e164;
            case DIGITS -> e164.substring(1);
            case NATIONAL_CN -> e164.startsWith("+86") ? e164.substring(3) : e164.substring(1);
        };
    }

    /**
     * @param bind how it is bound
     * @param source number or name that the customer sees
     * @param longMessages UDH: parts that the phone joins; PAYLOAD: one message_payload
     * @param defaultAlphabet what data_coding 0 means there; NONE: everything goes as UCS-2
     * @param receiptIds how a receipt writes the id that the response gave
     * @param enquireLinkSeconds 1 to 300
     * @param responseSeconds how long to wait for a response, 1 to 120
     */
    public record Smpp(
            String host,
            int port,
            @Nullable Boolean tls,
            @Nullable SmppBind bind,
            String systemId,
            @Nullable Path passwordFile,
            @Nullable String systemType,
            String source,
            @Nullable LongMessages longMessages,
            @Nullable DefaultAlphabet defaultAlphabet,
            @Nullable ReceiptIds receiptIds,
            @Nullable Integer enquireLinkSeconds,
            @Nullable Integer responseSeconds) {
        public enum LongMessages {
            UDH,
            PAYLOAD
        }

        public enum DefaultAlphabet {
            GSM7,
            NONE
        }

        public enum ReceiptIds {
            AS_GIVEN,
            DECIMAL_OF_HEX,
            HEX_OF_DECIMAL
        }

        public Smpp {
            required("smpp.host", host);
            required("smpp.system_id", systemId);
            required("smpp.source", source);
            range("smpp.port", port, 1, 65535);
            tls = Boolean.TRUE.equals(tls);
            bind = bind == null ? SmppBind.TRANSCEIVER : bind;
            if (!bind.hears() && receiptIds != null) {
                throw new ConfigException(
                        "smpp.receipt_ids",
                        receiptIds,
                        "no receipt comes to a TRANSMITTER; leave it out, or set smpp.bind to TRANSMITTER_AND_RECEIVER");
            }
            systemType = systemType == null ? "" : systemType;
            longMessages = longMessages == null ? LongMessages.UDH : longMessages;
            defaultAlphabet = defaultAlphabet == null ? DefaultAlphabet.GSM7 : defaultAlphabet;
            receiptIds = receiptIds == null ? ReceiptIds.AS_GIVEN : receiptIds;
            enquireLinkSeconds = enquireLinkSeconds == null ? 30 : enquireLinkSeconds;
            responseSeconds = responseSeconds == null ? 10 : responseSeconds;
            range("smpp.enquire_link_seconds", enquireLinkSeconds, 1, 300);
            range("smpp.response_seconds", responseSeconds, 1, 120);
            if (systemId.length() > 15 || source.length() > 20 || !source.matches("[\\x20-\\x7e]+")) {
                throw new ConfigException(
                        "smpp.source", source, "SMPP 3.4 takes 15 characters of system_id, 20 ASCII ones of source");
            }
        }
    }

    /**
     * @param method GET or POST
     * @param url with variables, which are escaped for it
     * @param json a body whose texts may hold variables; or {@code form}
     * @param answer how the answer is read
     * @param knowsRepetitions the gateway promises to send once what comes twice under one {@code {messageId}}
     * @param query how to ask what became of a try; null: it cannot be asked
     * @param receipts how receipts are read from calls to our address; null: none come
     * @param replies how customers' messages are read from calls to our address; null: none come
     * @param callbackSecretFile the secret of our address
     */
    public record Http(
            @Nullable String method,
            String url,
            @Nullable Map<String, String> headers,
            @Nullable Object json,
            @Nullable Map<String, String> form,
            @Nullable Path secretFile,
            @Nullable Answer answer,
            @Nullable Boolean knowsRepetitions,
            @Nullable Query query,
            @Nullable Receipts receipts,
            @Nullable Replies replies,
            @Nullable Path callbackSecretFile,
            @Nullable Integer timeoutSeconds) {
        public Http {
            method = method == null ? "GET" : method;
            headers = headers == null ? Map.of() : Map.copyOf(headers);
            answer = answer == null ? new Answer(null, null, null, null) : answer;
            knowsRepetitions = Boolean.TRUE.equals(knowsRepetitions);
            timeoutSeconds = timeoutSeconds == null ? 10 : timeoutSeconds;
            range("http.timeout_seconds", timeoutSeconds, 1, 120);
            HttpTemplate.check(method, url, headers, json, form);
            if ((receipts != null || replies != null) && callbackSecretFile == null) {
                throw new ConfigException(
                        "http.callback_secret_file", null, "is needed with receipts or replies; name a file");
            }
        }
    }

    /**
     * @param statuses that mean accepted
     * @param body regular expression that the body must match as well; null: any
     * @param id regular expression whose first group is the gateway's id; null: the try's own id stands for it
     * @param later statuses that mean: not taken, try again
     */
    public record Answer(
            @Nullable List<Integer> statuses,
            @Nullable String body,
            @Nullable String id,
            @Nullable List<Integer> later) {
        public Answer {
            statuses = statuses == null ? List.of(200, 201, 202) : List.copyOf(statuses);
            later = later == null ? List.of(408, 429, 500, 502, 503, 504) : List.copyOf(later);
            pattern("http.answer.body", body);
            pattern("http.answer.id", id);
        }
    }

    /**
     * @param url asked by GET
     * @param has regular expression: it has it; a first group is the gateway's id
     * @param hasNot regular expression: it never got it
     */
    public record Query(String url, String has, String hasNot) {
        public Query {
            HttpTemplate.checkQuery(url);
            required("http.query.has", has);
            required("http.query.has_not", hasNot);
            pattern("http.query.has", has);
            pattern("http.query.has_not", hasNot);
        }
    }

    /** Names of parameters, and which values mean what; others mean: still on its way. */
    public record Receipts(
            @Nullable String id,
            @Nullable String status,
            @Nullable List<String> delivered,
            @Nullable List<String> failed,
            @Nullable List<String> expired) {
        public Receipts {
            id = id == null ? "id" : id;
            status = status == null ? "status" : status;
            delivered = delivered == null ? List.of("DELIVRD", "1") : List.copyOf(delivered);
            failed = failed == null ? List.of("UNDELIV", "REJECTD", "DELETED", "2", "16") : List.copyOf(failed);
            expired = expired == null ? List.of("EXPIRED") : List.copyOf(expired);
        }
    }

    /** Names of parameters. */
    public record Replies(
            @Nullable String id,
            @Nullable String from,
            @Nullable String text) {
        public Replies {
            id = id == null ? "id" : id;
            from = from == null ? "from" : from;
            text = text == null ? "text" : text;
        }
    }

    /** @param tls START_TLS: required after the greeting; TLS: from the start; NONE: only to this machine */
    public record Smtp(
            String host,
            int port,
            @Nullable Tls tls,
            @Nullable String user,
            @Nullable Path passwordFile,
            String from,
            @Nullable String replyTo,
            @Nullable Path trustFile,
            @Nullable Integer timeoutSeconds) {
        public enum Tls {
            START_TLS,
            TLS,
            NONE
        }

        public Smtp {
            required("smtp.host", host);
            required("smtp.from", from);
            range("smtp.port", port, 1, 65535);
            tls = tls == null ? Tls.START_TLS : tls;
            timeoutSeconds = timeoutSeconds == null ? 20 : timeoutSeconds;
            range("smtp.timeout_seconds", timeoutSeconds, 1, 120);
            if (tls == Tls.NONE && !host.equals("127.0.0.1") && !host.equals("localhost") && !host.equals("::1")) {
                throw new ConfigException("smtp.tls", tls, "without TLS only this machine may be the host");
            }
            if (!MailAddress.isOne(from) || (replyTo != null && !MailAddress.isOne(replyTo))) {
                throw new ConfigException("smtp.from", from, "write an address as callback@example.com");
            }
        }
    }

    private static void range(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new ConfigException(key, value, "give a whole number from " + min + " to " + max);
        }
    }

    private static void required(String key, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new ConfigException(key, value, "is missing; config/gateways.yaml shows it with an example");
        }
    }

    private static void pattern(String key, @Nullable String pattern) {
        try {
            java.util.regex.Pattern.compile(pattern == null ? "" : pattern);
        } catch (java.util.regex.PatternSyntaxException e) {
            throw new ConfigException(key, pattern, "is no regular expression: " + e.getDescription());
        }
    }
}
