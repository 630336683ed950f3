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

/** Asks Asterisk which channels live. */
final class AmiChannels {
    private AmiChannels() {}

    static List<LiveChannel> list(DefaultManagerConnection connection) throws IOException {
        var found = new ArrayList<LiveChannel>();
        boolean complete = false;
        try {
            for (var event : connection
                    .sendEventGeneratingAction(new CoreShowChannelsAction())
                    .getEvents()) {
                complete |= event instanceof CoreShowChannelsCompleteEvent;
                if (event instanceof CoreShowChannelEvent channel) {
                    boolean line = "huifang-agent-line".equals(channel.getContext());
                    boolean customer = "huifang-customer".equals(channel.getContext());
                    found.add(new LiveChannel(
                            channel.getUniqueid(),
                            channel.getChannel(),
                            "Ringing".equals(channel.getChannelStateDesc()),
                            "Up".equals(channel.getChannelStateDesc()),
                            channel.getBridgeid() != null
                                    && !channel.getBridgeid().isEmpty(),
                            line,
                            line && "BridgeWait".equals(channel.getApplication()),
                            customer && "Wait".equals(channel.getApplication())));
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
}
