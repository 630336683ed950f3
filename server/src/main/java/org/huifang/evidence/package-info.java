/**
 * Evidence packages: everything known of one callback in a ZIP that proves itself, its making, and the check of it on a
 * machine that has nothing else of ours.
 */
@NullMarked
package org.huifang.evidence;

import org.jspecify.annotations.NullMarked;
