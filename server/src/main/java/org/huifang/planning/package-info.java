/**
 * Events of customers in, callbacks out: what calls for a callback, when each is best made with the agents there are, lists
 * that wait for approval, and how near to everybody a campaign came. Makes callbacks and does not touch them again.
 */
@NullMarked
package org.huifang.planning;

import org.jspecify.annotations.NullMarked;
