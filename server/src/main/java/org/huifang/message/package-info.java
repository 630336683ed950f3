/**
 * What is written to customers (R33, R36, R42) and what they answer: the outbox, its sender, receipts, replies.
 */
@NullMarked
package org.huifang.message;

import org.jspecify.annotations.NullMarked;
