/** Recordings found by what people ask for: filters, pages, counts, saved filters, lists as files, and comments pinned to the sound. */
@NullMarked
package org.huifang.search;

import org.jspecify.annotations.NullMarked;
