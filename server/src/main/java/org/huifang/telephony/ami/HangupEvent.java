package org.huifang.telephony.ami;

import org.jspecify.annotations.Nullable;

/** Hangup with the SIP code that Asterisk 22 adds and the library does not know. Public because the library builds it. */
public class HangupEvent extends org.asteriskjava.manager.event.HangupEvent {
    private static final long serialVersionUID = 1L;
    private @Nullable String techCause;

    public HangupEvent(Object source) {
        super(source);
    }

    public void setTechCause(String techCause) {
        this.techCause = techCause;
    }

    /** A SIP response code such as 486; null where there is none. */
    @Nullable
    Integer sipCode() {
        return techCause != null && techCause.matches("[1-6]\\d\\d") ? Integer.valueOf(techCause) : null;
    }
}
