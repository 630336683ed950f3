package org.huifang.telephony;

/** The PBX has read the order and will not carry it out. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }
}
