/**
 * Monthly archives of recordings for external media (R65): volumes that are read, played and checked without this product,
 * made with a second person's consent, entered in the ledger, and verified when a medium comes back.
 */
@org.jspecify.annotations.NullMarked
package org.huifang.archive;
