/** An unanswered customer rings at least so long (R32). The preset of every campaign, and the least it may set. */
export const RING_FLOOR_MS = 20_000
