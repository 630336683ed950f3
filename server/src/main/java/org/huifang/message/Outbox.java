package org.huifang.message;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.MessageKind;
import org.huifang.campaign.RulesJson;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Puts a message into the outbox inside the transaction of what it tells of, so that neither exists without the other. */
public final class Outbox {
    private final Clock clock;

    public Outbox(Clock clock) {
        this.clock = clock;
    }

    /**
     * By the campaign's current rules; yields false where they do not write on this occasion, or it is written already.
     *
     * @param time the appointment that it names; null: none
     */
    public Future<Boolean> write(SqlConnection transaction, UUID callback, MessageKind kind, @Nullable Instant time) {
        return transaction
                .preparedQuery(
                        "SELECT c.org_id, c.customer_id, c.campaign_id, c.attempts, u.name, u.language,"
                                + " coalesce(u.zone, o.zone) AS zone, t.caller_id, r.rules::text AS rules FROM callback c"
                                + " JOIN customer u ON u.id = c.customer_id JOIN org_unit o ON o.id = c.org_id"
                                + " JOIN campaign p ON p.id = c.campaign_id JOIN trunk t ON t.id = p.trunk_id"
                                + " JOIN campaign_rules r ON r.campaign_id = p.id AND r.version = p.current_version WHERE c.id = $1")
                .execute(Tuple.of(callback))
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    CampaignRules rules = RulesJson.parse(row.getString("rules"));
                    MessageText text = MessageText.of(
                            rules,
                            kind,
                            new MessageText.About(
                                    row.getString("name"),
                                    row.getString("language"),
                                    rules.shownNumber(row.getString("caller_id")),
                                    ZoneId.of(row.getString("zone")),
                                    time));
                    return text == null
                            ? Future.succeededFuture(false)
                            : insert(transaction, callback, kind, row, text);
                });
    }

    private Future<Boolean> insert(
            SqlConnection transaction, UUID callback, MessageKind kind, Row row, MessageText text) {
        Instant now = clock.instant();
        return transaction
                .preparedQuery(
                        "INSERT INTO message_outbox (id, org_id, callback_id, customer_id, campaign_id, kind, seq,"
                                + " channel, channels, language, subject, body, state, created_at, state_since, next_try_at,"
                                + " valid_until) VALUES ($1, $2, $3, $4, $5, $6, $7, ($8::text[])[1], $8, $9, $10, $11, 'WAITING',"
                                + " $12, $12, $12, $13) ON CONFLICT DO NOTHING")
                .execute(Tuple.of(Ids.next(), row.getUUID("org_id"), callback, row.getUUID("customer_id"))
                        .addUUID(row.getUUID("campaign_id"))
                        .addString(kind.name())
                        .addInteger(kind == MessageKind.NOT_CONVENIENT ? row.getInteger("attempts") : 0)
                        .addArrayOfString(text.channelNames())
                        .addString(text.language())
                        .addString(text.subject())
                        .addString(text.body())
                        .addValue(Times.at(now))
                        .addValue(Times.at(now.plus(text.validity()))))
                .map(inserted -> inserted.rowCount() == 1);
    }
}
