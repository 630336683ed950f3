package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.RulesJson;

/** Parsed rules by version. A version never changes, so nothing here can be stale; the claim says which version is current. */
final class RulesCache {
    private static final int VERSIONS = 512;

    private record Key(UUID campaign, int version) {}

    private final Map<Key, CampaignRules> parsed = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, CampaignRules> eldest) {
            return size() > VERSIONS;
        }
    };

    Future<CampaignRules> get(SqlClient client, UUID campaign, int version) {
        var key = new Key(campaign, version);
        synchronized (parsed) {
            CampaignRules known = parsed.get(key);
            if (known != null) {
                return Future.succeededFuture(known);
            }
        }
        return client.preparedQuery("SELECT rules::text FROM campaign_rules WHERE campaign_id = $1 AND version = $2")
                .execute(Tuple.of(campaign, version))
                .map(rows -> {
                    CampaignRules rules = RulesJson.parse(rows.iterator().next().getString(0));
                    synchronized (parsed) {
                        parsed.put(key, rules);
                    }
                    return rules;
                });
    }
}
