/**
 * The append-only log of who did what, and the sequencer that chains it by hash. Says nothing about who may do it.
 */
@NullMarked
package org.huifang.audit;

import org.jspecify.annotations.NullMarked;
