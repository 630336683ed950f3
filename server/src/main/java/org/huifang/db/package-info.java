/**
 * The database: connections, Hibernate Reactive on our own Vert.x, the embedded server for demos and tests, migration
 * and its check. No table's meaning lives here; each room keeps its own entities and statements.
 */
@NullMarked
package org.huifang.db;

import org.jspecify.annotations.NullMarked;
