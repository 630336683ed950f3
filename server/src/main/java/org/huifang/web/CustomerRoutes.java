package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.customer.CustomerBatch;
import org.huifang.customer.CustomerDraft;
import org.huifang.customer.Customers;
import org.huifang.db.Database;
import org.huifang.identity.OrgUnits;
import org.huifang.identity.SignedIn;

/** Customers: list, detail, making and changing one. */
final class CustomerRoutes implements Routes {
    private final Database database;
    private final Customers customers;
    private final CustomerBatch batch;
    private final OrgUnits units;
    private final Audit audit;
    private final Idempotency idempotency;

    CustomerRoutes(
            Database database,
            Customers customers,
            CustomerBatch batch,
            OrgUnits units,
            Audit audit,
            Idempotency idempotency) {
        this.database = database;
        this.customers = customers;
        this.batch = batch;
        this.units = units;
        this.audit = audit;
        this.idempotency = idempotency;
    }

    @Override
    public void mount(Api api) {
        api.on("listCustomers", this::list);
        api.on(
                "getCustomer",
                request -> customers
                        .get(request.who().orgId(), request.id(), request.who().seesNumbers())
                        .map(Reply::ok));
        api.on("createCustomer", this::create);
        api.on("updateCustomer", this::update);
    }

    private Future<Reply> list(Request request) {
        String start = request.query("q");
        String cursor = request.query("cursor");
        return customers
                .list(
                        request.who().orgId(),
                        start == null ? "" : start,
                        cursor == null ? "" : Cursor.text(cursor),
                        request.limit() + 1,
                        request.who().seesNumbers())
                .map(found -> Cursor.page(found, request.limit(), last -> Cursor.of(last.ref())));
    }

    private Future<Reply> create(Request request) {
        return draft(request)
                .compose(draft -> idempotency.once(
                        request,
                        transaction -> transaction
                                .preparedQuery("SELECT 1 FROM customer WHERE org_id = $1 AND external_ref = $2")
                                .execute(Tuple.of(request.who().orgId(), draft.ref()))
                                .compose(found -> found.rowCount() > 0
                                        ? Future.failedFuture(
                                                Refusal.conflict("ref", draft.ref(), Remedy.TAKEN_BY_CUSTOMER.with()))
                                        : batch.store(transaction, request.who().orgId(), List.of(draft)))
                                .compose(stored -> {
                                    var id = stored.ids().get(draft.ref());
                                    return id == null || !stored.created().contains(id)
                                            ? Future.failedFuture(Refusal.conflict(
                                                    "ref", draft.ref(), Remedy.TAKEN_BY_CUSTOMER.with()))
                                            : note(transaction, request.who(), "customer.create", id)
                                                    .map(done -> Reply.made(id));
                                })));
    }

    private Future<Reply> update(Request request) {
        return draft(request)
                .compose(draft -> database.transaction(transaction -> transaction
                        .preparedQuery("SELECT external_ref FROM customer WHERE org_id = $1 AND id = $2 FOR UPDATE")
                        .execute(Tuple.of(request.who().orgId(), request.id()))
                        .compose(found -> {
                            var row = found.iterator();
                            if (!row.hasNext()) {
                                return Future.failedFuture(Refusal.notFound("id", request.id()));
                            }
                            return row.next().getString(0).equals(draft.ref())
                                    ? batch.store(transaction, request.who().orgId(), List.of(draft))
                                    : Future.failedFuture(
                                            Refusal.conflict("ref", draft.ref(), Remedy.CANNOT_CHANGE.with()));
                        })
                        .compose(stored -> note(transaction, request.who(), "customer.update", request.id()))
                        .map(done -> Reply.DONE)));
    }

    private Future<CustomerDraft> draft(Request request) {
        return units.get(request.who().orgId())
                .map(unit -> CustomerDraft.check(request.body(CustomerDraft.Given.class), unit.country()));
    }

    private Future<Void> note(SqlConnection transaction, SignedIn who, String action, Object id) {
        return audit.append(
                transaction,
                AuditEntry.byUser(
                        who.orgId(), who.userId(), action, "customer", id, new io.vertx.core.json.JsonObject()));
    }
}
