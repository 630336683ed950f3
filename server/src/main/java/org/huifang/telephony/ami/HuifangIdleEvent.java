package org.huifang.telephony.ami;

import org.asteriskjava.manager.event.UserEvent;

/** Sent by dialplan/etc/huifang/agent_line.conf each time an agent's line becomes idle. */
public class HuifangIdleEvent extends UserEvent {
    private static final long serialVersionUID = 1L;
    private String line = "";
    private String endpoint = "";

    public HuifangIdleEvent(Object source) {
        super(source);
    }

    public void setLine(String line) {
        this.line = line;
    }

    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    String line() {
        return line;
    }

    String endpoint() {
        return endpoint;
    }
}
