package org.huifang.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.campaign.Campaigns;
import org.huifang.campaign.GivenRules;
import org.huifang.identity.OrgUnits.OrgUnit;
import org.jspecify.annotations.Nullable;

/**
 * Campaigns: {@code code,name,trunk,demo,rules}, the rules as JSON. Makes drafts; one that exists is the same when name
 * and trunk agree, and is otherwise changed under Campaigns, with a reason.
 */
final class CampaignRows implements RowKind<Campaigns.NewCampaign> {
    private static final Set<String> NEEDED = Set.of("code", "name", "trunk");
    private static final Set<String> KNOWN = Set.of("code", "name", "trunk", "demo", "rules");

    private final Campaigns campaigns;

    CampaignRows(Campaigns campaigns) {
        this.campaigns = campaigns;
    }

    @Override
    public String name() {
        return "CAMPAIGNS";
    }

    @Override
    public Set<String> neededColumns() {
        return NEEDED;
    }

    @Override
    public Set<String> knownColumns() {
        return KNOWN;
    }

    @Override
    public @Nullable String freePrefix() {
        return null;
    }

    @Override
    public Campaigns.NewCampaign read(CsvLine line, OrgUnit unit) {
        String code = line.need("code");
        if (!code.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,59}")) {
            throw Refusal.invalid("code", code, Remedy.CODE_FORM.with());
        }
        String name = line.need("name");
        if (name.length() > 120 || name.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.invalid("name", null, Remedy.ONE_LINE.with(120));
        }
        String demo = line.get("demo");
        if (demo != null && !demo.matches("true|false")) {
            throw Refusal.invalid("demo", demo, Remedy.TRUE_OR_FALSE.with());
        }
        String rules = line.get("rules");
        return new Campaigns.NewCampaign(
                code, name, line.need("trunk"), "true".equals(demo), GivenRules.read(rules == null ? "{}" : rules));
    }

    @Override
    public String key(Campaigns.NewCampaign row) {
        return row.code();
    }

    @Override
    public Future<List<Fate>> store(
            SqlConnection transaction, OrgUnit unit, @Nullable UUID userId, List<Campaigns.NewCampaign> rows) {
        Future<List<Fate>> fates = Future.succeededFuture(new ArrayList<>());
        for (Campaigns.NewCampaign row : rows) {
            fates = fates.compose(soFar -> one(transaction, unit, userId, row).map(fate -> {
                soFar.add(fate);
                return soFar;
            }));
        }
        return fates;
    }

    private Future<Fate> one(
            SqlConnection transaction, OrgUnit unit, @Nullable UUID userId, Campaigns.NewCampaign row) {
        return transaction
                .preparedQuery("SELECT c.name, t.name AS trunk FROM campaign c JOIN trunk t ON t.id = c.trunk_id"
                        + " WHERE c.org_id = $1 AND c.code = $2")
                .execute(Tuple.of(unit.id(), row.code()))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (found.hasNext()) {
                        var existing = found.next();
                        boolean same = existing.getString("name").equals(row.name())
                                && existing.getString("trunk").equals(row.trunk());
                        return Future.succeededFuture(
                                same
                                        ? new Fate.Same()
                                        : new Fate.Refused(
                                                Refusal.invalid("code", row.code(), Remedy.EXISTS_OTHERWISE.with())));
                    }
                    return campaigns
                            .create(transaction, unit.id(), Objects.requireNonNull(userId), row)
                            .<Fate>map(id -> new Fate.Created())
                            .recover(failure -> failure instanceof Refusal refusal
                                    ? Future.succeededFuture(new Fate.Refused(refusal))
                                    : Future.failedFuture(failure));
                });
    }
}
