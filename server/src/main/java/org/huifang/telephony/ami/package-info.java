/**
 * Asterisk over AMI: the only place that knows its actions, events, dialplan names and CEL file. Values that leave
 * here were checked here.
 */
@NullMarked
package org.huifang.telephony.ami;

import org.jspecify.annotations.NullMarked;
