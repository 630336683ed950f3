package org.huifang.lab;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** The two calls of the dialplan's contract, made with bare AMI: an agent's line, and a customer for it. */
public final class AsteriskCalls {
    static final Duration SOON = Duration.ofSeconds(10);

    private final RawAmi ami;
    private final String trunk;

    public AsteriskCalls(RawAmi ami, String trunk) {
        this.ami = ami;
        this.trunk = trunk;
    }

    /** Calls the phone and waits until its line is idle; the answer is the HuifangIdle event. */
    public Map<String, String> nailUp(String agent) {
        String line = "line-" + UUID.randomUUID();
        ami.send(
                "Originate",
                "Channel",
                "PJSIP/" + agent,
                "ChannelId",
                line,
                "Context",
                "huifang-agent-line",
                "Exten",
                "s",
                "Priority",
                "1",
                "Async",
                "true",
                "Timeout",
                "5000");
        return ami.await(SOON, RawAmi.event("UserEvent", "UserEvent", "HuifangIdle", "Line", line));
    }

    /** Calls the number for that agent's channel; the answer is the attempt's id, which is the channel's unique id. */
    public String dial(String number, String agentChannel) {
        return dial(number, agentChannel, "");
    }

    /** The same, after the announcement. */
    String dial(String number, String agentChannel, String announcement) {
        String attempt = UUID.randomUUID().toString();
        ami.send(
                "Originate",
                "Channel",
                "PJSIP/" + number + "@" + trunk,
                "ChannelId",
                attempt,
                "Context",
                "huifang-customer",
                "Exten",
                "s",
                "Priority",
                "1",
                "Async",
                "true",
                "Timeout",
                "60000",
                "CallerID",
                "4001234567",
                "Variable",
                "HF_AGENT=" + agentChannel,
                "Variable",
                "HF_ANNOUNCE=" + announcement,
                "Variable",
                "HF_MAX_CALL=60",
                "Variable",
                "HF_LOST_WAIT=3");
        return attempt;
    }

    /** For calls that no agent waits for. */
    String dial(String number) {
        return dial(number, "PJSIP/nobody-0");
    }

    void setOn(String channel, String variable, String value) {
        ami.send("Setvar", "Channel", channel, "Variable", variable, "Value", value);
    }

    public void hangUp(String channel, int cause) {
        ami.send("Hangup", "Channel", channel, "Cause", Integer.toString(cause));
    }

    Map<String, String> awaitHangup(String channel) {
        return ami.await(SOON, RawAmi.event("Hangup", "Uniqueid", channel));
    }
}
