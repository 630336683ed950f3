package org.huifang.telephony.ami;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.asteriskjava.manager.action.HangupAction;
import org.asteriskjava.manager.action.OriginateAction;
import org.asteriskjava.manager.action.RedirectAction;
import org.asteriskjava.manager.action.SetVarAction;
import org.huifang.telephony.CallOrder;
import org.huifang.telephony.PutThrough;

/** The actions that go to Asterisk. Values were checked where they were made: {@link CallOrder} and the callers' patterns. */
final class AmiActions {
    private static final int NORMAL_CLEARING = 16;
    private static final int NO_ANSWER_CAUSE = 19;
    /** TCP stops trying to deliver after 15 min 24 s. */
    private static final long FENCE_MILLIS = 960_000;

    private static final String CHANNEL_ID = "[A-Za-z0-9._-]{3,80}";

    /** Asterisk ends a ring that it watches alone so long after the floor: never before it, whatever rounds. */
    private static final Duration RING_MARGIN = Duration.ofMillis(30);

    private AmiActions() {}

    /** @param node whose watch cares for the ring when this server does not */
    static OriginateAction originate(CallOrder order, String node) {
        var action = new OriginateAction();
        action.setActionId(order.attempt().toString());
        action.setChannelId(order.attempt().toString());
        action.setChannel("PJSIP/" + order.number() + "@" + order.trunk());
        action.setContext("huifang-customer");
        action.setExten("s");
        action.setPriority(1);
        action.setTimeout(order.giveUp().toMillis());
        action.setAsync(true);
        if (order.callerId() != null) {
            action.setCallerId(order.callerId());
        }
        action.setVariables(variables(order, node));
        return action;
    }

    private static Map<String, String> variables(CallOrder order, String node) {
        var variables = new HashMap<>(Map.of(
                "HF_ANNOUNCE", order.announcement(),
                "HF_MAX_CALL", Long.toString(order.maxCall().toSeconds()),
                "HF_LOST_WAIT", Long.toString(order.lostWait().toSeconds()),
                "HF_NODE", node,
                "HF_RING_LIMIT", seconds(order.ringFloor().plus(RING_MARGIN).toMillis())));
        if (order.unassigned() != null) {
            variables.put(
                    "HF_AGENT_WITHIN", seconds(order.unassigned().agentWithin().toMillis()));
            variables.put("HF_ABANDON", order.unassigned().sound());
        } else if (order.agentChannel() != null) {
            variables.put("HF_AGENT", order.agentChannel());
        }
        return variables;
    }

    /** The channel that watches over the rings of a server that is gone; its loop is in ring_watch.conf. */
    static OriginateAction ringWatch(String channel, String node) {
        var action = new OriginateAction();
        action.setChannelId(channel);
        action.setChannel("Local/s@huifang-ring-watch/n");
        action.setContext("huifang-ring-watch");
        action.setExten("watch");
        action.setPriority(1);
        action.setTimeout(5_000L);
        action.setAsync(true);
        action.setVariables(Map.of("HF_WATCH", node));
        return action;
    }

    static OriginateAction callLine(String line, String endpoint) {
        require(line, "[A-Za-z0-9-]{5,60}");
        require(endpoint, "[a-z0-9][a-z0-9_-]{0,39}");
        var action = new OriginateAction();
        action.setChannelId(line);
        action.setChannel("PJSIP/" + endpoint);
        action.setContext("huifang-agent-line");
        action.setExten("s");
        action.setPriority(1);
        action.setTimeout(14_000L);
        action.setAsync(true);
        return action;
    }

    static MixMonitorMuteAction mute(String channel, boolean muted) {
        require(channel, CHANNEL_ID);
        return new MixMonitorMuteAction(channel, muted);
    }

    /** See dialplan/etc/huifang/pause.conf. */
    static OriginateAction pauseWatch(UUID attempt, String channel, Duration atMost) {
        require(channel, CHANNEL_ID);
        var action = new OriginateAction();
        action.setChannelId(pauseWatch(attempt));
        action.setChannel("Local/s@huifang-pause/n");
        action.setContext("huifang-pause");
        action.setExten("watch");
        action.setPriority(1);
        action.setTimeout(5_000L);
        action.setAsync(true);
        action.setVariables(Map.of("HF_PAUSE", Long.toString(atMost.toSeconds()), "HF_CHANNEL", channel));
        return action;
    }

    static String pauseWatch(UUID attempt) {
        return "huifang-pause-" + attempt;
    }

    /** See dialplan/etc/huifang/fence.conf. Nothing answers it, so no event of it looks like one of a call. */
    static OriginateAction fence(UUID attempt) {
        var action = new OriginateAction();
        action.setChannelId(attempt.toString());
        action.setChannel("Local/s@huifang-fence/n");
        action.setContext("huifang-fence");
        action.setExten("s");
        action.setPriority(1);
        action.setTimeout(FENCE_MILLIS);
        action.setAsync(true);
        return action;
    }

    static OriginateAction probe(String nonce) {
        require(nonce, "[a-f0-9]{8,64}");
        var action = new OriginateAction();
        action.setChannel("Local/s@huifang-probe/n");
        action.setContext("huifang-probe");
        action.setExten("far");
        action.setPriority(1);
        action.setTimeout(5_000L);
        action.setAsync(true);
        action.setVariables(Map.of("HF_NONCE", nonce));
        return action;
    }

    static SetVarAction absoluteTimeout(String channel, long millis) {
        return new SetVarAction(channel, "TIMEOUT(absolute)", seconds(millis));
    }

    private static String seconds(long millis) {
        return millis / 1000 + "." + Long.toString(1000 + millis % 1000).substring(1);
    }

    static SetVarAction setVariable(String channel, String name, String value) {
        require(channel, CHANNEL_ID);
        return new SetVarAction(channel, name, value);
    }

    static HangupAction hangup(String channel) {
        require(channel, CHANNEL_ID);
        return new HangupAction(channel, NO_ANSWER_CAUSE);
    }

    static HangupAction endTalk(String channel) {
        return new HangupAction(channel, NORMAL_CLEARING);
    }

    static SetVarAction markDesk(String channel, boolean signedIn) {
        require(channel, CHANNEL_ID);
        return new SetVarAction(channel, "HF_DESK", signedIn ? "1" : "0");
    }

    /** See dialplan/etc/huifang/customer.conf. */
    static RedirectAction assigned(String channel) {
        return new RedirectAction(channel, "huifang-customer", "assigned", 1);
    }

    static RedirectAction rebridge(String channel) {
        return new RedirectAction(channel, "huifang-customer", "rebridge", 1);
    }

    /** See dialplan/etc/huifang/customer.conf. */
    static RedirectAction putThrough(PutThrough order) {
        return new RedirectAction(order.channel(), "huifang-customer", "put" + order.attempt(), 1);
    }

    /** See dialplan/etc/huifang/inbound.conf. */
    static RedirectAction nobody(String channel) {
        require(channel, CHANNEL_ID);
        return new RedirectAction(channel, "huifang-ring-back", "nobody", 1);
    }

    private static void require(String value, String pattern) {
        if (!value.matches(pattern)) {
            throw new IllegalArgumentException("value does not match " + pattern + " and will not be sent to Asterisk");
        }
    }
}
