package org.huifang.recording;

import java.io.IOException;
import java.io.InputStream;

/** The sound of a sealed file from its beginning, for decoders. Does not close the file. */
final class SealedInputStream extends InputStream {
    private final SealedFile file;
    private long position;

    SealedInputStream(SealedFile file) {
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        var part = file.read(position, length);
        int n = part.remaining();
        if (n == 0) {
            return -1;
        }
        part.get(into, from, n);
        position += n;
        return n;
    }
}
