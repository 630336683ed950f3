/**
 * The proof of the audit log: its head is signed and given to witnesses that this server cannot rewrite, and log, rows and
 * files are read again and again. The room {@code audit} appends and chains; this one distrusts what lies there.
 */
@NullMarked
package org.huifang.ledger;

import org.jspecify.annotations.NullMarked;
