/**
 * The task of reaching one customer for one occasion: its states, planning of its next slot, its store. Not the
 * phone call itself: that is an attempt, in dialing.
 */
@NullMarked
package org.huifang.callback;

import org.jspecify.annotations.NullMarked;
