/**
 * The dry run: what a change of a campaign's rules would do to its pending callbacks, simulated in memory by the same
 * policy that plans and claims. Reads, never writes.
 */
@NullMarked
package org.huifang.rehearsal;

import org.jspecify.annotations.NullMarked;
