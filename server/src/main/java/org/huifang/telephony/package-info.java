/**
 * The port to the telephone world: what the dialing needs from any PBX, and the events it gets back. Knows no
 * database and no Asterisk.
 */
@NullMarked
package org.huifang.telephony;

import org.jspecify.annotations.NullMarked;
