/**
 * The people who are called: names, numbers, language, and the ledger row per number that carries stops and daily
 * counts.
 */
@NullMarked
package org.huifang.customer;

import org.jspecify.annotations.NullMarked;
