/**
 * Why and by which rules customers are called: rules in immutable versions, windows and bands, calendars. No state
 * of a single callback.
 */
@NullMarked
package org.huifang.campaign;

import org.jspecify.annotations.NullMarked;
