package org.huifang.telephony.ami;

import org.asteriskjava.manager.event.UserEvent;

/** Sent by dialplan/etc/huifang/inbound.conf when a customer rings us. */
public class HuifangRingsEvent extends UserEvent {
    private static final long serialVersionUID = 1L;
    private String call = "";
    private String trunk = "";
    private String caller = "";

    public HuifangRingsEvent(Object source) {
        super(source);
    }

    public void setCall(String call) {
        this.call = call;
    }

    public void setTrunk(String trunk) {
        this.trunk = trunk;
    }

    public void setCaller(String caller) {
        this.caller = caller == null ? "" : caller;
    }

    String call() {
        return call;
    }

    String trunk() {
        return trunk;
    }

    String caller() {
        return caller;
    }
}
