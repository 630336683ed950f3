/**
 * Turns a due callback and a ready agent into a phone call and its outcome: claim, attempt, ring floor, outcome
 * policy, recovery of what a crash left behind.
 */
@NullMarked
package org.huifang.dialing;

import org.jspecify.annotations.NullMarked;
