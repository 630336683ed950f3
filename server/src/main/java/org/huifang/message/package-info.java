/**
 * What is written to customers (R33, R36): the outbox. Gateways send from it.
 */
@NullMarked
package org.huifang.message;

import org.jspecify.annotations.NullMarked;
