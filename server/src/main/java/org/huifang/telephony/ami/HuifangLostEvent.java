package org.huifang.telephony.ami;

import org.asteriskjava.manager.event.UserEvent;

/** Sent by dialplan/etc/huifang/customer.conf when a customer is left without an agent. */
public class HuifangLostEvent extends UserEvent {
    private static final long serialVersionUID = 1L;
    private String attempt = "";

    public HuifangLostEvent(Object source) {
        super(source);
    }

    public void setAttempt(String attempt) {
        this.attempt = attempt;
    }

    String attempt() {
        return attempt;
    }
}
