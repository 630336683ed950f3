package org.huifang.telephony.ami;

import org.asteriskjava.manager.action.AbstractManagerAction;

/** Mutes a recording, or lets it be heard again, in all its files: what is written meanwhile is silence. */
public final class MixMonitorMuteAction extends AbstractManagerAction {
    private static final long serialVersionUID = 1L;

    private final String channel;
    private final boolean muted;

    MixMonitorMuteAction(String channel, boolean muted) {
        this.channel = channel;
        this.muted = muted;
    }

    @Override
    public String getAction() {
        return "MixMonitorMute";
    }

    public String getChannel() {
        return channel;
    }

    public String getDirection() {
        return "both";
    }

    public Integer getState() {
        return muted ? 1 : 0;
    }
}
