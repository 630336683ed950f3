/** The program's entry, its settings, and {@code Server}, where everything is wired by constructor. */
@NullMarked
package org.huifang;

import org.jspecify.annotations.NullMarked;
