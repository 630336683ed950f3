package org.huifang.telephony.ami;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asteriskjava.manager.DefaultManagerConnection;
import org.asteriskjava.manager.EventTimeoutException;
import org.asteriskjava.manager.action.CoreShowChannelsAction;
import org.asteriskjava.manager.event.CoreShowChannelEvent;
import org.huifang.telephony.LiveChannel;

/** Asks Asterisk which channels live. */
final class AmiChannels {
    private AmiChannels() {}

    static List<LiveChannel> list(DefaultManagerConnection connection) throws IOException {
        var found = new ArrayList<LiveChannel>();
        try {
            for (var event : connection
                    .sendEventGeneratingAction(new CoreShowChannelsAction())
                    .getEvents()) {
                if (event instanceof CoreShowChannelEvent channel) {
                    boolean line = "huifang-agent-line".equals(channel.getContext());
                    found.add(new LiveChannel(
                            channel.getUniqueid(),
                            channel.getChannel(),
                            "Ringing".equals(channel.getChannelStateDesc()),
                            "Up".equals(channel.getChannelStateDesc()),
                            channel.getBridgeid() != null
                                    && !channel.getBridgeid().isEmpty(),
                            line,
                            line && "BridgeWait".equals(channel.getApplication())));
                }
            }
            return found;
        } catch (EventTimeoutException e) {
            throw new IOException("Asterisk did not finish its list of channels", e);
        }
    }
}
