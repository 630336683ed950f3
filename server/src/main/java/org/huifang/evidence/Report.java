package org.huifang.evidence;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The facts of a manifest as a page for people, in Chinese and English. No script, nothing from elsewhere, all escaped. */
final class Report {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS xxx");

    /** What people wrote, which stands as they wrote it even where it looks like a code. */
    private static final Set<String> FREE = Set.of(
            "reason",
            "note",
            "body",
            "text",
            "subject",
            "title",
            "explanation",
            "recipient",
            "reference",
            "occasion",
            "remark",
            "item",
            "textZh",
            "textEn",
            "volume");

    private final JsonObject facts;
    private final ZoneId zone;
    private final Map<String, String> people;
    private final StringBuilder html = new StringBuilder();

    private Report(JsonObject facts) {
        this.facts = facts;
        this.zone = ZoneId.of(facts.getJsonObject("callback").getString("zone"));
        this.people = rows(facts, "people").stream()
                .collect(Collectors.toMap(one -> one.getString("actor"), one -> one.getString("name")));
    }

    static String of(JsonObject facts) {
        return new Report(facts).write();
    }

    private String write() {
        JsonObject callback = facts.getJsonObject("callback");
        html.append("""
            <!DOCTYPE html>
            <html lang="zh-CN"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; media-src 'self' file:">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>回访证据 Evidence of a callback</title><style>
            body{font:15px/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#1b2330}
            h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid #c9d1dc}h3{font-size:1rem;margin-top:1.4rem}
            table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #e4e8ee;overflow-wrap:anywhere}
            dl{display:grid;grid-template-columns:minmax(10rem,16rem) 1fr;gap:.2rem 1rem}dt{color:#56606e}dd{margin:0;overflow-wrap:anywhere}
            .gap{background:#fff3d6}code{font-size:.85em}audio{width:100%;max-width:32rem}@media(max-width:40rem){dl{grid-template-columns:1fr}}
            </style></head><body>
            """);
        html.append("<h1>回访证据 Evidence of a callback</h1>");
        facts(callback);
        attempts();
        recordings();
        messages();
        new QualityPart(this).write(facts);
        table("保全 Legal holds", "holds", "title", "state", "owner", "proposedAt", "placedAt", "liftedAt", "reason");
        table(
                "授权 Grants",
                "grants",
                "askedBy",
                "state",
                "purpose",
                "recipient",
                "reference",
                "decidedBy",
                "decidedAt",
                "grantedUntil",
                "reason");
        table("带走的副本 Copies taken", "copies", "takenBy", "at", "reason", "sha256");
        table("清除 Purges", "purges", "recordingId", "itemState", "erasedAt", "reason");
        log();
        html.append("<h2>怎样核对 How to check</h2><p>见 README.txt 与 <code>huifang verify</code>。See README.txt and"
                + " <code>huifang verify</code>.</p>");
        return html.append("</body></html>\n").toString();
    }

    /** What stands as {@code nameZh} and {@code nameEn}. */
    void named(JsonObject row, String what) {
        html.append("<h3>").append(ReportWords.of(what)).append(": ");
        html.append(text(row.getValue("nameZh"))).append(' ').append(text(row.getValue("nameEn")));
        html.append("</h3>");
    }

    void list(JsonObject row, String... names) {
        html.append("<dl>");
        for (String name : names) {
            fact(name, row.getValue(name));
        }
        html.append("</dl>");
    }

    private void facts(JsonObject callback) {
        JsonObject by = facts.getJsonObject("madeBy");
        html.append("<dl>");
        fact("unit", callback.getValue("unit"));
        fact("customer", callback.getString("customer") + " (" + callback.getString("customerRef") + ")");
        fact("number", callback.getValue("number"));
        fact("campaign", callback.getString("campaignName") + " (" + callback.getString("campaign") + ")");
        fact("occasion", callback.getValue("occasion"));
        fact("state", callback.getValue("state"));
        fact("callback", callback.getValue("id"));
        fact("package", facts.getValue("package"));
        fact("madeBy", by.getString("name") + " (" + by.getString("login") + ")");
        fact("madeAt", facts.getValue("madeAt"));
        fact("reason", facts.getValue("reason"));
        html.append("</dl>");
    }

    private void attempts() {
        heading("呼叫 Calls");
        for (JsonObject attempt : rows(facts, "attempts")) {
            html.append("<h3>第 ").append(text(attempt.getValue("seq"))).append(" 次 Attempt ");
            html.append(text(attempt.getValue("seq"))).append("</h3><dl>");
            for (String name : List.of(
                    "outcome",
                    "direction",
                    "claimedAt",
                    "ringAt",
                    "ringMs",
                    "ringBasis",
                    "answeredAt",
                    "bridgedAt",
                    "endedAt",
                    "talkMs",
                    "counted",
                    "q850",
                    "sipCode",
                    "endedBy",
                    "source",
                    "rulesVersion",
                    "agentName",
                    "trunk",
                    "callerId",
                    "node",
                    "id")) {
                fact(name, attempt.getValue(name));
            }
            html.append("</dl>");
        }
        table("所依规则 Rules obeyed", "rules", "version", "publishedAt", "author", "reason", "rules");
        table("客户来电 Calls by the customer", "ringBacks", "startedAt", "state", "reason", "answeredAt", "endedAt");
        table("客户要求 Requests", "requests", "takenAt", "takenBy", "wishedAt", "note");
    }

    private void recordings() {
        heading("录音 Recordings");
        for (JsonObject recording : rows(facts, "recordings")) {
            html.append("<h3>").append(time(recording.getString("startedAt"))).append("</h3>");
            JsonObject sound = recording.getJsonObject("sound");
            if (sound == null) {
                html.append("<p>")
                        .append(ReportWords.of(recording.getString("noSound")))
                        .append("</p>");
            } else {
                html.append("<p><audio controls preload=\"none\" src=\"")
                        .append(text(sound.getValue("file")))
                        .append("\"></audio><br><a href=\"")
                        .append(text(sound.getValue("file")))
                        .append("\">")
                        .append(text(sound.getValue("file")))
                        .append("</a></p>");
            }
            list(
                    recording,
                    "state",
                    "durationMs",
                    "expectedMs",
                    "format",
                    "sha256Sound",
                    "sha256Stored",
                    "sealedAt",
                    "retainUntil",
                    "problem",
                    "held",
                    "disposition",
                    "note",
                    "score",
                    "purgedAt",
                    "id");
            for (JsonObject pause : rows(recording, "pauses")) {
                html.append("<p class=\"gap\">未录音 Not recorded: ")
                        .append(text(pause.getValue("fromMs")))
                        .append(" – ")
                        .append(text(pause.getValue("toMs")))
                        .append(" ms, ")
                        .append(ReportWords.of(pause.getString("reason")))
                        .append(", ")
                        .append(text(pause.getValue("begunBy")))
                        .append("</p>");
            }
            rowsTable(rows(recording, "comments"), "atMs", "body", "author", "createdAt", "removedAt");
            rowsTable(rows(recording, "findings"), "kind", "state", "foundAt", "explanation", "explainedBy");
        }
    }

    private void messages() {
        heading("短信与邮件 Messages");
        for (JsonObject message : rows(facts, "messages")) {
            list(message, "channel", "kind", "state", "createdAt", "subject", "body", "gateway", "problem");
            rowsTable(rows(message, "receipts"), "at", "state", "gateway", "gatewayMessageId", "detail");
        }
        table("客户回复 Replies", "replies", "at", "text", "meaning", "wishedAt");
    }

    private void log() {
        heading("审计日志 Audit log");
        html.append("<table><thead><tr>");
        for (String name : List.of("at", "actor", "action", "subjectKind", "detail")) {
            html.append("<th>").append(ReportWords.of(name)).append("</th>");
        }
        html.append("</tr></thead><tbody>");
        for (JsonObject entry : rows(facts, "log")) {
            String actor = entry.getString("actor");
            html.append("<tr><td>").append(time(entry.getString("at")));
            html.append("</td><td>").append(text(people.getOrDefault(actor, actor)));
            html.append("</td><td>").append(ReportWords.of(entry.getString("action")));
            html.append("</td><td>").append(text(entry.getValue("subjectKind")));
            html.append("</td><td><code>")
                    .append(text(entry.getJsonObject("detail").encode()))
                    .append("</code></td></tr>");
        }
        html.append("</tbody></table>");
    }

    void heading(String words) {
        html.append("<h2>").append(words).append("</h2>");
    }

    void table(String words, String name, String... columns) {
        List<JsonObject> rows = rows(facts, name);
        if (!rows.isEmpty()) {
            heading(words);
            rowsTable(rows, columns);
        }
    }

    void rowsTable(List<JsonObject> rows, String... columns) {
        if (rows.isEmpty()) {
            return;
        }
        html.append("<table><thead><tr>");
        for (String column : columns) {
            html.append("<th>").append(ReportWords.of(column)).append("</th>");
        }
        html.append("</tr></thead><tbody>");
        for (JsonObject row : rows) {
            html.append("<tr>");
            for (String column : columns) {
                html.append("<td>").append(value(column, row.getValue(column))).append("</td>");
            }
            html.append("</tr>");
        }
        html.append("</tbody></table>");
    }

    private void fact(String name, @org.jspecify.annotations.Nullable Object value) {
        if (value != null) {
            html.append("<dt>").append(ReportWords.of(name)).append("</dt><dd>");
            html.append(value(name, value)).append("</dd>");
        }
    }

    private String value(String name, @org.jspecify.annotations.Nullable Object value) {
        if (value instanceof JsonObject json) {
            return "<code>" + text(json.encode()) + "</code>";
        }
        if (value instanceof String words) {
            return name.endsWith("At") || name.equals("at") || name.endsWith("Until")
                    ? time(words)
                    : !FREE.contains(name) && ReportWords.isCode(words) ? ReportWords.of(words) : text(words);
        }
        return value instanceof Boolean yes ? (yes ? "是 yes" : "否 no") : text(value);
    }

    private String time(String instant) {
        return text(TIME.format(Instant.parse(instant).atZone(zone)));
    }

    static String text(@org.jspecify.annotations.Nullable Object value) {
        return value == null
                ? "–"
                : value.toString()
                        .replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#39;");
    }

    static List<JsonObject> rows(JsonObject in, String name) {
        return in.getJsonArray(name, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }
}
