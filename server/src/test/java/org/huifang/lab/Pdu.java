package org.huifang.lab;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One SMPP PDU as it stands on the wire. */
public record Pdu(byte[] bytes) {
    public static final int BIND_RECEIVER = 1;
    public static final int BIND_TRANSMITTER = 2;
    public static final int SUBMIT_SM = 4;
    public static final int DELIVER_SM = 5;
    public static final int UNBIND = 6;
    public static final int BIND_TRANSCEIVER = 9;
    public static final int ENQUIRE_LINK = 0x15;
    private static final int ANSWER = 0x80000000;
    private static final int HEADER = 16;
    private static final int LONGEST = 1 << 16;

    public static Pdu of(int command, int status, int sequence, byte[] body) {
        return new Pdu(ByteBuffer.allocate(HEADER + body.length)
                .putInt(HEADER + body.length)
                .putInt(command)
                .putInt(status)
                .putInt(sequence)
                .put(body)
                .array());
    }

    public static int answerTo(int command) {
        return command | ANSWER;
    }

    /** Null at the end. */
    public static @Nullable Pdu read(InputStream in) throws IOException {
        var data = new DataInputStream(in);
        int length;
        try {
            length = data.readInt();
        } catch (EOFException e) {
            return null;
        }
        if (length < HEADER || length > LONGEST) {
            throw new IOException("no SMPP: a PDU of " + length + " bytes");
        }
        byte[] rest = data.readNBytes(length - Integer.BYTES);
        return rest.length < length - Integer.BYTES
                ? null
                : new Pdu(ByteBuffer.allocate(length).putInt(length).put(rest).array());
    }

    public int command() {
        return at(4);
    }

    public int status() {
        return at(8);
    }

    public int sequence() {
        return at(12);
    }

    public byte[] body() {
        return Arrays.copyOfRange(bytes, HEADER, bytes.length);
    }

    public boolean isBind() {
        return command() == BIND_RECEIVER || command() == BIND_TRANSMITTER || command() == BIND_TRANSCEIVER;
    }

    private int at(int offset) {
        return ByteBuffer.wrap(bytes).getInt(offset);
    }
}
