/**
 * Read-only questions over many rooms' tables: the board, lists, counts.
 */
@NullMarked
package org.huifang.report;

import org.jspecify.annotations.NullMarked;
