package org.huifang.recording;

import java.util.UUID;

/** This server among those that share the database: its row's id and its name. */
public record RecordingNode(UUID id, String name) {}
