package org.huifang.callback;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Ids;
import org.jspecify.annotations.Nullable;

/**
 * Makes callbacks, many in one go, each with its first slot; what exists already stays as it is (R12). The numbers'
 * rows are locked against a stop at the same instant, in one order.
 */
public final class CallbackBatch {
    private final WorkingDays workingDays;
    private final Clock clock;

    public CallbackBatch(WorkingDays workingDays, Clock clock) {
        this.workingDays = workingDays;
        this.clock = clock;
    }

    /** What became of one draft: exactly one of id and refusal is there. */
    public record Result(
            @Nullable UUID id, boolean created, @Nullable Refusal refusal) {}

    /** One result for each draft, in their order. */
    public Future<List<Result>> create(SqlConnection transaction, UUID orgId, List<CallbackDraft> drafts) {
        return BatchTargets.of(transaction, orgId, drafts)
                .compose(targets -> store(transaction, orgId, drafts, targets));
    }

    private Future<List<Result>> store(
            SqlConnection transaction, UUID orgId, List<CallbackDraft> drafts, BatchTargets targets) {
        Instant now = clock.instant();
        var refusals = new Refusal[drafts.size()];
        var keys = new PlannedCallback.Key[drafts.size()];
        var planned = new ArrayList<PlannedCallback>();
        for (int i = 0; i < drafts.size(); i++) {
            try {
                PlannedCallback one = plan(drafts.get(i), targets, now);
                keys[i] = one.key();
                planned.add(one);
            } catch (Refusal refusal) {
                refusals[i] = refusal;
            }
        }
        return PlannedCallback.insert(transaction, orgId, planned, now)
                .compose(created -> PlannedCallback.ids(transaction, orgId, planned)
                        .map(ids -> {
                            var results = new ArrayList<Result>();
                            var told = new HashSet<UUID>();
                            for (int i = 0; i < keys.length; i++) {
                                UUID id = keys[i] == null ? null : ids.get(keys[i]);
                                results.add(new Result(
                                        id, id != null && created.contains(id) && told.add(id), refusals[i]));
                            }
                            return results;
                        }));
    }

    private PlannedCallback plan(CallbackDraft draft, BatchTargets targets, Instant now) {
        BatchTargets.Campaign campaign = targets.campaigns().get(draft.campaign());
        if (campaign == null) {
            throw Refusal.invalid("campaign", draft.campaign(), Remedy.NO_CAMPAIGN.with());
        }
        if (campaign.state().equals("CLOSED")) {
            throw Refusal.invalid("campaign", draft.campaign(), Remedy.CAMPAIGN_CLOSED.with());
        }
        BatchTargets.Customer customer = targets.customers().get(draft.customer());
        if (customer == null) {
            throw Refusal.invalid("customer", draft.customer(), Remedy.NO_CUSTOMER.with());
        }
        if (customer.key() == null) {
            throw Refusal.invalid("customer", draft.customer(), Remedy.NO_PHONE_YET.with());
        }
        if (draft.deadline() != null && !draft.deadline().isAfter(now)) {
            throw Refusal.invalid("deadline", draft.deadline(), Remedy.IS_PAST.with());
        }
        CallbackState state = targets.stopped().contains(customer.key())
                ? new CallbackState.Cancelled("STOPPED")
                : new SlotPlanner(
                                campaign.rules().withWindows(customer.ownSlots()),
                                customer.zone(),
                                workingDays.of(customer.calendar()))
                        .first(now, draft.notBefore());
        return new PlannedCallback(
                Ids.next(),
                new PlannedCallback.Key(campaign.id(), customer.id(), draft.occasion()),
                customer,
                draft,
                state);
    }
}
