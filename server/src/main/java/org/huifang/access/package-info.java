/**
 * Who may hear and take away recordings (R63, R64): the right itself, requests and grants, marked copies, and the one
 * mechanism for whatever needs a second person's consent.
 */
@org.jspecify.annotations.NullMarked
package org.huifang.access;
