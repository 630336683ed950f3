package org.huifang.recording;

import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import org.huifang.db.Database;
import org.huifang.db.MonthBounds;
import org.huifang.db.Times;

/** The format that the campaign's rules name, in the version that the call's attempt obeyed. */
final class CampaignFormat implements FormatChoice {
    private static final MonthBounds FIND = new MonthBounds("""
            SELECT coalesce(rules.rules #>> '{recording,format}', 'OPUS')
            FROM recording r JOIN campaign_rules rules ON rules.campaign_id = r.campaign_id AND rules.version = coalesce(
              (SELECT a.rules_version FROM attempt a WHERE a.claimed_at = $1 AND a.id = $2 AND {month a.claimed_at}),
              (SELECT c.current_version FROM campaign c WHERE c.id = r.campaign_id))
            WHERE r.claimed_at = $1 AND r.id = $2 AND {month r.claimed_at}
            """);

    private final Database database;

    CampaignFormat(Database database) {
        this.database = database;
    }

    /** Without such rules the preset. */
    @Override
    public SoundFormat of(PendingRecording row) throws IOException {
        var found = OnWorker.await(database.pool()
                .preparedQuery(FIND.of(row.claimedAt()))
                .execute(Tuple.of(Times.at(row.claimedAt()), row.id())));
        return found.rowCount() == 0
                ? SoundFormat.OPUS
                : SoundFormat.valueOf(found.iterator().next().getString(0));
    }
}
