package org.huifang.message.gateway;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets the answer to the bind through, and what stands behind it only once the session knows that it is bound. A centre
 * hands over what it kept in the same instant; the library would refuse it, and some centres do not give it again.
 */
final class BindFirst extends FilterInputStream {
    private static final int LENGTH_BYTES = 4;

    private final CountDownLatch bound;
    private final long waitMs;
    private long passed;
    private long length;

    /** @param bound opened when the session is bound, or closed */
    BindFirst(InputStream in, CountDownLatch bound, long waitMs) {
        super(in);
        this.bound = bound;
        this.waitMs = waitMs;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int wanted) throws IOException {
        if (wanted == 0) {
            return 0;
        }
        if (passed >= LENGTH_BYTES && passed >= length) {
            awaitBound();
            return super.read(into, offset, wanted);
        }
        long here = (passed < LENGTH_BYTES ? LENGTH_BYTES : length) - passed;
        int count = super.read(into, offset, (int) Math.min(wanted, here));
        for (int i = 0; i < count && passed + i < LENGTH_BYTES; i++) {
            length = length << 8 | Byte.toUnsignedInt(into[offset + i]);
        }
        passed += Math.max(0, count);
        return count;
    }

    private void awaitBound() throws IOException {
        try {
            if (!bound.await(waitMs, TimeUnit.MILLISECONDS)) {
                throw new IOException("not bound within " + waitMs + " ms of the answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before the session was bound");
        }
    }
}
