/**
 * What comes in from outside in bulk: CSV of customers, campaigns and callbacks. Turns rows into calls of the
 * feature rooms; keeps no rules of its own.
 */
@NullMarked
package org.huifang.intake;

import org.jspecify.annotations.NullMarked;
