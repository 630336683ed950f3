/** Where sealed files are kept: one port, and the stores behind it. Knows no key, no row and no right to listen. */
@NullMarked
package org.huifang.recording.store;

import org.jspecify.annotations.NullMarked;
