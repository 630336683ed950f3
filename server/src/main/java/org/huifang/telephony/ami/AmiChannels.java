package org.huifang.telephony.ami;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asteriskjava.manager.DefaultManagerConnection;
import org.asteriskjava.manager.EventTimeoutException;
import org.asteriskjava.manager.action.CoreShowChannelsAction;
import org.asteriskjava.manager.event.CoreShowChannelEvent;
import org.asteriskjava.manager.event.CoreShowChannelsCompleteEvent;
import org.huifang.telephony.LiveChannel;
import org.jspecify.annotations.Nullable;

/** Asks Asterisk which channels live. */
final class AmiChannels {
    private AmiChannels() {}

    static List<LiveChannel> list(DefaultManagerConnection connection, RungChannels rung) throws IOException {
        var found = new ArrayList<LiveChannel>();
        boolean complete = false;
        try {
            for (var event : connection
                    .sendEventGeneratingAction(new CoreShowChannelsAction())
                    .getEvents()) {
                complete |= event instanceof CoreShowChannelsCompleteEvent;
                if (event instanceof CoreShowChannelEvent channel) {
                    boolean line = "huifang-agent-line".equals(channel.getContext());
                    boolean customer = RungChannels.CUSTOMERS.equals(channel.getContext());
                    found.add(new LiveChannel(
                            rung.known(channel.getUniqueid(), channel.getContext(), channel.getAccountcode()),
                            channel.getChannel(),
                            "Ringing".equals(channel.getChannelStateDesc()),
                            "Up".equals(channel.getChannelStateDesc()),
                            channel.getBridgeid() != null
                                    && !channel.getBridgeid().isEmpty(),
                            line,
                            line && "BridgeWait".equals(channel.getApplication()),
                            customer && "Wait".equals(channel.getApplication()),
                            "huifang-unassigned".equals(channel.getContext())
                                    && "Wait".equals(channel.getApplication()),
                            caller(channel)));
                }
            }
            if (!complete) {
                // The library hands out what it has when the link goes down in the middle.
                throw new IOException("the link went down before Asterisk's list of channels was complete");
            }
            return found;
        } catch (EventTimeoutException e) {
            throw new IOException("Asterisk did not finish its list of channels", e);
        }
    }

    /** While it waits; not once it is being told that nobody is free. */
    private static @Nullable String caller(CoreShowChannelEvent channel) {
        if (!"huifang-ring-back".equals(channel.getContext())
                || !"Wait".equals(channel.getApplication())
                || !"s".equals(channel.getExten())) {
            return null;
        }
        String number = channel.getCallerIdNum();
        return number == null ? "" : number;
    }
}
