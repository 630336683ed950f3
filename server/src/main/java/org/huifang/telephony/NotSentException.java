package org.huifang.telephony;

/** The order certainly did not leave this process. */
public final class NotSentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotSentException(String message) {
        super(message);
    }
}
