/**
 * Sound as evidence: ingest, sealing, storage, playing, and the watch that stops dialing when nothing can be
 * recorded.
 */
@NullMarked
package org.huifang.recording;

import org.jspecify.annotations.NullMarked;
