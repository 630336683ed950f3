package org.huifang.telephony;

import org.jspecify.annotations.Nullable;

/**
 * A channel that the PBX has now.
 *
 * @param id its unique id
 * @param name its name
 * @param ringing the called phone rings
 * @param up answered
 * @param bridged hears another channel
 * @param idleLine an agent's line that waits for a call
 * @param alone a customer whose agent's line was lost, waiting for another
 * @param unassigned a customer who has answered and waits for the first agent
 * @param line an agent's line
 * @param caller of a customer who rings us and has not been put through: the number, or nothing; null: another channel
 */
public record LiveChannel(
        String id,
        String name,
        boolean ringing,
        boolean up,
        boolean bridged,
        boolean line,
        boolean idleLine,
        boolean alone,
        boolean unassigned,
        @Nullable String caller) {

    @Override
    public String toString() {
        return "LiveChannel[" + id + " " + name + "]"; // Numbers never get into logs.
    }

    /** No call, but what keeps its id taken. */
    public boolean fence() {
        return name.startsWith("Local/");
    }

    /** The SIP endpoint in a name such as {@code PJSIP/1001-0000002a}. */
    public String endpoint() {
        int slash = name.indexOf('/');
        int dash = name.lastIndexOf('-');
        return slash < 0 || dash < slash ? name : name.substring(slash + 1, dash);
    }
}
