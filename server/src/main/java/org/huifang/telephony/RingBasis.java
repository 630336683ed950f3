package org.huifang.telephony;

/** From which signal the ring is measured: the first 180, else the first 183; a later 180 starts it again. */
public enum RingBasis {
    RINGING_180,
    PROGRESS_183
}
