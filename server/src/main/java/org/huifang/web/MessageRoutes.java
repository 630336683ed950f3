package org.huifang.web;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.campaign.MessageKind;
import org.huifang.campaign.MessageTemplate;
import org.huifang.campaign.RuleException;
import org.huifang.customer.Consents;
import org.huifang.db.Place;
import org.huifang.identity.SignedIn;
import org.huifang.message.MessageDecisions;
import org.huifang.message.Messages;
import org.huifang.message.SmsSegments;
import org.jspecify.annotations.Nullable;

/** What was written to customers, what they answered, and which ways they refuse. */
final class MessageRoutes implements Routes {
    private final Messages messages;
    private final MessageDecisions decisions;
    private final Consents consents;

    MessageRoutes(Messages messages, MessageDecisions decisions, Consents consents) {
        this.messages = messages;
        this.decisions = decisions;
        this.consents = consents;
    }

    record Retry(String reason, @Nullable Boolean sendAgain) {}

    record Resolution(String as, String reason) {}

    record Done(String reason) {}

    record ChannelChange(boolean refused, String reason) {}

    record Preview(
            String kind,
            String text,
            @Nullable String language,
            @Nullable Map<String, String> values) {}

    record Previewed(String text, int characters, String encoding, int units, int segments, List<String> parts) {}

    @Override
    public void mount(Api api) {
        api.on("listMessages", this::list);
        api.on(
                "getMessage",
                request -> messages.get(request.who().orgId(), request.id()).map(Reply::ok));
        api.on("retryMessage", this::retry);
        api.on("resolveMessage", this::resolve);
        api.on("finishMessageTask", this::done);
        api.on("previewMessage", request -> Future.succeededFuture(Reply.ok(preview(request.body(Preview.class)))));
        api.on("listReplies", this::replies);
        api.on(
                "handleReply",
                request -> decisions
                        .replyHandled(request.who().orgId(), request.who().userId(), request.id())
                        .map(Reply.DONE));
        api.on(
                "getChannels",
                request -> consents.of(request.who().orgId(), request.id()).map(Reply::items));
        api.on("setChannel", this::setChannel);
    }

    private Future<Reply> list(Request request) {
        String states = request.query("state");
        String callback = request.query("callback");
        return messages.list(
                        request.who().orgId(),
                        states == null ? null : List.of(states.split(",")),
                        request.query("campaign"),
                        callback == null ? null : UUID.fromString(callback),
                        request.place(),
                        request.limit() + 1)
                .map(found -> Cursor.page(request, found, last -> new Place(last.createdAt(), last.id())));
    }

    private Future<Reply> replies(Request request) {
        String callback = request.query("callback");
        return messages.replies(
                        request.who().orgId(),
                        "true".equals(request.query("open")),
                        callback == null ? null : UUID.fromString(callback),
                        request.place(),
                        request.limit() + 1)
                .map(found -> Cursor.page(request, found, last -> new Place(last.at(), last.id())));
    }

    private Future<Reply> retry(Request request) {
        Retry given = request.body(Retry.class);
        SignedIn who = request.who();
        return decisions
                .retry(who.orgId(), who.userId(), request.id(), given.reason(), Boolean.TRUE.equals(given.sendAgain()))
                .map(Reply.DONE);
    }

    private Future<Reply> resolve(Request request) {
        Resolution given = request.body(Resolution.class);
        SignedIn who = request.who();
        return decisions
                .resolve(who.orgId(), who.userId(), request.id(), given.as(), given.reason())
                .map(Reply.DONE);
    }

    private Future<Reply> done(Request request) {
        SignedIn who = request.who();
        return decisions
                .taskDone(
                        who.orgId(),
                        who.userId(),
                        request.id(),
                        request.body(Done.class).reason())
                .map(Reply.DONE);
    }

    private Future<Reply> setChannel(Request request) {
        ChannelChange given = request.body(ChannelChange.class);
        SignedIn who = request.who();
        return consents.set(
                        new Consents.Change(
                                who.orgId(),
                                request.id(),
                                Consents.Channel.valueOf(request.path("channel")),
                                given.refused(),
                                given.reason(),
                                Consents.Source.PERSON),
                        who.userId())
                .map(Reply.DONE);
    }

    /** As a customer would get it; variables without a value are filled with examples. */
    private static Previewed preview(Preview given) {
        try {
            MessageKind kind = MessageKind.read(given.kind());
            MessageTemplate.check("text", given.text(), kind.variables());
            boolean english = given.language() != null && given.language().startsWith("en");
            var values = new HashMap<>(
                    english
                            ? Map.of(
                                    "name",
                                    "Ms Wang",
                                    "callerId",
                                    "4001234567",
                                    "matter",
                                    "a follow-up",
                                    "time",
                                    "26 November 15:00")
                            : Map.of("name", "王女士", "callerId", "4001234567", "matter", "回访事宜", "time", "11月26日15:00"));
            if (given.values() != null) {
                values.putAll(given.values());
            }
            String text = MessageTemplate.fill(given.text(), values);
            SmsSegments segments = SmsSegments.of(text);
            return new Previewed(
                    text,
                    text.codePointCount(0, text.length()),
                    segments.encoding().name(),
                    segments.units(),
                    segments.count(),
                    segments.parts());
        } catch (RuleException e) {
            throw e.refusal("");
        }
    }
}
