/**
 * Benchmarks: what the server costs and how fast it is, always as a ratio to something bare on the same machine in the
 * same run. {@code huifang bench NAME}; docs/benchmarks.md says what is measured.
 */
@NullMarked
package org.huifang.bench;

import org.jspecify.annotations.NullMarked;
