/**
 * The outer edge of messages: what takes them away (SMPP, HTTP, SMTP), and what each can and cannot let us know. Knows no
 * database.
 */
@NullMarked
package org.huifang.message.gateway;

import org.jspecify.annotations.NullMarked;
