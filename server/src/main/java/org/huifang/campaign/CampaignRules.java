package org.huifang.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * One immutable version of how a campaign calls. A missing field takes its preset.
 *
 * @param windows when calls may be placed (R31); preset: 9:00–10:30 and 14:30–16:00 on working days
 * @param ringFloorSeconds an unanswered customer rings so long from the first RINGING (R32), 20 to 60
 * @param maxAttempts unanswered attempts that count before the callback is exhausted (R33), 3 to 9
 * @param maxDialsPerDay dials a day to one number over all campaigns, counted or not, 1 to 5
 * @param uncountedLimit so many attempts that did not count go to a supervisor, 1 to 10
 * @param busy after 486 and its like
 * @param rejected after the customer declined (603)
 * @param unreachable after switched off, not reachable (480 without ringing)
 * @param invalidNumber after 404, 484, 604: the number does not exist (R34)
 * @param shortRing after a ring that ended by itself below the floor
 * @param failure after a failure of the system: dead trunk, congestion
 * @param abandoned after a customer who answered and was gone before an agent was on the line
 * @param relaxedRetrySeconds demo campaigns on a simulated trunk only: seconds between attempts instead of another day
 *     and band; null everywhere else
 * @param afterCallSeconds an agent's time for notes before the next call, 0 to 1800; 0: ready at once
 * @param announcement name of the sound the customer hears first ("this call is recorded"); empty: none
 * @param callerId the number shown to customers, +? and 3 to 20 digits (R40); null: the trunk's own
 * @param ownCustomers may who sold call (R13, R14)?
 * @param exhaustedMessage what is written to a customer whom no attempt reached (R33), by language
 * @param retentionYears how long recordings are kept (R65), 3 to 30
 * @param messages when and how customers are written to (R33, R36, R42)
 * @param goal whose events make callbacks, and by when; null: callbacks come by import and REST
 * @param barredHours hours that no window may run into (R31); preset: none
 * @param limits how often a number is called by this campaign
 * @param routing which agents call
 * @param inbound what becomes of customers who ring us
 * @param recording how calls are recorded
 * @param agentsMayHearOwn may agents hear the recordings of their own calls (R63)? Preset: no
 * @param pacing how many customers are called at once for the agents there are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CampaignRules(
        List<Window> windows,
        Integer ringFloorSeconds,
        Integer maxAttempts,
        Integer maxDialsPerDay,
        Integer uncountedLimit,
        RetryRule busy,
        RetryRule rejected,
        RetryRule unreachable,
        RetryRule invalidNumber,
        RetryRule shortRing,
        RetryRule failure,
        RetryRule abandoned,
        @Nullable Integer relaxedRetrySeconds,
        Integer afterCallSeconds,
        String announcement,
        @Nullable String callerId,
        OwnCustomers ownCustomers,
        Map<String, String> exhaustedMessage,
        Integer retentionYears,
        MessageRules messages,
        @Nullable GoalRule goal,
        List<BarredHours> barredHours,
        ContactLimits limits,
        RoutingRule routing,
        InboundRule inbound,
        RecordingRule recording,
        Boolean agentsMayHearOwn,
        PacingRule pacing) {

    /** The least that the rules allow, and the preset (R32). */
    public static final int RING_FLOOR_PRESET_SECONDS = 20;

    /** Whether the seller may call those they sold to. */
    public enum OwnCustomers {
        ALLOW,
        EXCLUDE,
        PREFER
    }

    public CampaignRules {
        windows = windows == null ? presetWindows() : sortedApart(windows);
        ringFloorSeconds =
                checked("ringFloorSeconds", ringFloorSeconds, RING_FLOOR_PRESET_SECONDS, RING_FLOOR_PRESET_SECONDS, 60);
        maxAttempts = checked("maxAttempts", maxAttempts, 3, 3, 9);
        maxDialsPerDay = checked("maxDialsPerDay", maxDialsPerDay, 3, 1, 5);
        uncountedLimit = checked("uncountedLimit", uncountedLimit, 5, 1, 10);
        busy = busy == null ? RetryRule.againAfter(30) : busy;
        rejected = rejected == null ? RetryRule.anotherDay() : rejected;
        unreachable = unreachable == null ? RetryRule.againAfter(120) : unreachable;
        invalidNumber = invalidNumber == null ? RetryRule.review() : invalidNumber;
        shortRing = shortRing == null ? RetryRule.againAfter(60) : shortRing;
        failure = failure == null ? RetryRule.againAfter(5) : failure;
        abandoned = abandoned == null ? RetryRule.anotherDay() : abandoned;
        if (relaxedRetrySeconds != null) {
            checked("relaxedRetrySeconds", relaxedRetrySeconds, 0, 10, 3600);
        }
        afterCallSeconds = checked("afterCallSeconds", afterCallSeconds, 30, 0, 1800);
        announcement = announcement == null ? "" : announcement;
        if (!announcement.matches("[a-zA-Z0-9/_-]{0,80}")) {
            throw new RuleException("announcement", announcement, Remedy.SOUND_NAME.with());
        }
        if (callerId != null && !callerId.matches("\\+?[0-9]{3,20}")) {
            throw new RuleException("callerId", callerId, Remedy.CALLER_ID.with());
        }
        ownCustomers = ownCustomers == null ? OwnCustomers.ALLOW : ownCustomers;
        messages = messages == null ? MessageRules.asBefore() : messages;
        Map<String, String> asRule = messages.exhausted().text();
        if (asRule != null && exhaustedMessage != null && !asRule.equals(exhaustedMessage)) {
            throw new RuleException("messages.exhausted.text", "…", Remedy.TEXT_TWICE.with());
        }
        exhaustedMessage =
                exhaustedMessage != null ? Map.copyOf(exhaustedMessage) : asRule != null ? asRule : presetMessages();
        messages = messages.withoutExhaustedText();
        retentionYears = checked("retentionYears", retentionYears, 3, 3, 30);
        limits = limits == null ? ContactLimits.PRESET : limits;
        routing = routing == null ? RoutingRule.PRESET : routing;
        inbound = inbound == null ? InboundRule.PRESET : inbound;
        recording = recording == null ? RecordingRule.PRESET : recording;
        agentsMayHearOwn = agentsMayHearOwn != null && agentsMayHearOwn;
        pacing = pacing == null ? PacingRule.PRESET : pacing;
        barredHours = barredHours == null ? List.of() : List.copyOf(barredHours);
        BarredHours.refuse(windows, barredHours);
        if (goal != null) {
            goal.refuseWhatNoWindowMeets(windows);
        }
    }

    /**
     * These rules for calling one customer: whoever asked for times of their own is called in these and in no other (R21,
     * R31). Without goal and barred hours, which speak of the campaign's windows.
     */
    public CampaignRules withWindows(List<Window> ownSlots) {
        return ownSlots.isEmpty()
                ? this
                : new CampaignRules(
                        ownSlots,
                        ringFloorSeconds,
                        maxAttempts,
                        maxDialsPerDay,
                        uncountedLimit,
                        busy,
                        rejected,
                        unreachable,
                        invalidNumber,
                        shortRing,
                        failure,
                        abandoned,
                        relaxedRetrySeconds,
                        afterCallSeconds,
                        announcement,
                        callerId,
                        ownCustomers,
                        exhaustedMessage,
                        retentionYears,
                        messages,
                        null,
                        List.of(),
                        limits,
                        routing,
                        inbound,
                        recording,
                        agentsMayHearOwn,
                        pacing);
    }

    /** Every field at its preset. */
    public static CampaignRules presets() {
        return RulesJson.parse("{}");
    }

    /** The rule and the text of a kind that is written; null where customers are not written to. */
    public @Nullable MessageRule message(MessageKind kind) {
        MessageRule rule = messages.of(kind);
        return rule == null || rule.channels().isEmpty() ? null : rule;
    }

    /** The template in the customer's language. */
    public String messageText(MessageKind kind, String language) {
        MessageRule rule = messages.of(kind);
        Map<String, String> texts = rule == null || rule.text() == null ? exhaustedMessage : rule.text();
        return MessageRule.in(texts, language);
    }

    public String messageSubject(MessageKind kind, String language) {
        MessageRule rule = messages.of(kind);
        return rule == null ? "" : MessageRule.in(rule.subject(), language);
    }

    public String matter(String language) {
        return MessageRule.in(messages.matter(), language);
    }

    /** What is checked of a version before it is published, and not of those that were. */
    void checkMessages() {
        MessageRule.check(MessageKind.EXHAUSTED, "exhaustedMessage", exhaustedMessage);
        messages.check();
    }

    /** The number that customers see and are told to ring, of a call or message over a trunk that shows {@code trunks}. */
    public @Nullable String shownNumber(@Nullable String trunks) {
        return callerId == null ? trunks : callerId;
    }

    public boolean relaxed() {
        return relaxedRetrySeconds != null;
    }

    private static List<Window> presetWindows() {
        return List.of(
                Window.parse("09:00", "10:30", Window.Days.WORKING_DAYS),
                Window.parse("14:30", "16:00", Window.Days.WORKING_DAYS));
    }

    private static Map<String, String> presetMessages() {
        return Map.of(
                "zh", "尊敬的客户,我们多次致电未能与您取得联系。请在方便时致电{callerId}。",
                "en", "Dear customer, we tried to call you several times. Please ring {callerId} when it suits you.");
    }

    private static List<Window> sortedApart(List<Window> given) {
        if (given.isEmpty()) {
            throw new RuleException("windows", "[]", Remedy.WINDOW_NEEDED.with());
        }
        return Window.sortedApart(given, "windows");
    }

    private static int checked(String field, @Nullable Integer value, int preset, int min, int max) {
        if (value == null) {
            return preset;
        }
        if (value < min || value > max) {
            throw new RuleException(field, value, Remedy.WHOLE_NUMBER.with(min, max));
        }
        return value;
    }
}
