/**
 * Who signs in: users, Argon2id passwords, sessions, API tokens, roles (R18) and organisation units. What a role
 * may do in a room is decided in that room's routes, not here.
 */
@NullMarked
package org.huifang.identity;

import org.jspecify.annotations.NullMarked;
