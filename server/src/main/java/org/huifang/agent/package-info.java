/**
 * The people who talk: presence, the nailed-up line of each, who is ready. What is dialled for them belongs to
 * dialing.
 */
@NullMarked
package org.huifang.agent;

import org.jspecify.annotations.NullMarked;
