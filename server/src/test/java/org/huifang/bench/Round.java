package org.huifang.bench;

/**
 * What one round measured.
 *
 * @param offered calls that fell due in the measured time
 * @param bridged of these, in time
 * @param completed bridged and ended well
 * @param perSecond calls completed a second
 * @param toInvite ms from send (bare) or due (Huifang) to the INVITE on the wire
 * @param toBridge ms from the customer's 200 on the wire to the bridge
 * @param cpu ms of CPU a call
 * @param sealing calls not yet sealed when the round ended, and how many were sealed a second afterwards
 */
record Round(
        int offered,
        int bridged,
        int completed,
        double perSecond,
        Spread toInvite,
        Spread toBridge,
        Cpu cpu,
        Sealing sealing) {

    /**
     * @param caller the bare loop or the server, without its sealing threads
     * @param sealing the server's sealing threads; 0 for the bare loop
     */
    record Cpu(double caller, double sealing, double postgres, double asterisk, double wholeMachine) {}

    record Sealing(long backlog, double perSecond) {
        static final Sealing NONE = new Sealing(0, 0);
    }
}
