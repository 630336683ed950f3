package org.huifang.recording.store;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps finished, sealed files. Every method blocks: call it on a recording's worker, never on an event loop. Safe for many
 * threads. An {@link IOException} says nothing about whether the store did what it was asked: ask it again.
 */
public interface RecordingStore {
    /** What {@link Stored#store} says of files in here. */
    String store();

    /**
     * Keeps a finished file under a name, whole and durable on return.
     *
     * @param finishedFile synced; may be gone afterwards, what is left is the caller's to remove
     * @param retainUntil before this no deletion, where the store can enforce that
     */
    Stored keep(Path finishedFile, String name, Instant retainUntil) throws IOException;

    /**
     * Does a name keep every content it was ever given, told apart by {@link Stored#version}? If not, a new content replaces
     * the old one, and whoever keeps must hold the lock on the recording's row.
     */
    boolean keepsVersions();

    /**
     * For reading at any place.
     *
     * @throws NoSuchFileException when it is not there
     */
    SeekableByteChannel open(Stored stored) throws IOException;

    /** A file of this name and these bytes that an interrupted run kept already; its bytes were read and compared. */
    Optional<Stored> find(String name, byte[] sha256) throws IOException;

    boolean exists(Stored stored) throws IOException;

    /** Bytes of the file, or -1 when it is not there. */
    long size(Stored stored) throws IOException;

    /**
     * Moves the end of retention further away. Where a store cannot enforce retention, the row alone keeps it.
     *
     * @throws IOException also when the store refuses, because the time would be shorter
     */
    void extend(Stored stored, Instant retainUntil) throws IOException;

    /** Sets or lifts the legal hold on the file itself, where the store can enforce one. */
    void hold(Stored stored, boolean held) throws IOException;

    /**
     * Removes the file for good; nothing happens when it is not there.
     *
     * @throws StoreRefusedException when the store itself refuses: retained or held
     */
    void delete(Stored stored) throws IOException;

    /** What the store itself keeps the file by; {@link Lock#NONE} where it cannot, or where the file is not there. */
    Lock lock(Stored stored) throws IOException;

    /**
     * Removes every content that the file's name ever had, and every mark that hides one: nothing of that name is left on
     * return. Only what a purge may do.
     *
     * @throws StoreRefusedException when some of it is retained or held; the rest is gone
     */
    void erase(Stored stored) throws IOException;
}
