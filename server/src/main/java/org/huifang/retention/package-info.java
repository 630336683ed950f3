/**
 * What must be kept is kept, and what may go goes for good: legal holds, and purges under a database role of their own with
 * a second person's consent and a witness's time (R65).
 */
@org.jspecify.annotations.NullMarked
package org.huifang.retention;
