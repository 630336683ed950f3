/**
 * The demo world: a private Asterisk, embedded PostgreSQL, customers and agents that behave by number. Nothing a
 * production start needs.
 */
@NullMarked
package org.huifang.demo;

import org.jspecify.annotations.NullMarked;
