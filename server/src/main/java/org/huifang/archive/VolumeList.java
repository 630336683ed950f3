package org.huifang.archive;

import java.io.IOException;

/** A list of what is in a volume, written while the volume grows. */
interface VolumeList {
    void add(ArchivedLine line) throws IOException;

    /** @param last no volume follows this one */
    void end(boolean last) throws IOException;
}
