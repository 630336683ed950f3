-- Of the callbacks that fell due at the same time, as all do that were planned for the opening of a window, the one with the
-- earlier deadline is claimed first: in the order of the index, so that a claim reads one entry as before.
CREATE INDEX callback_due_deadline ON callback (campaign_id, next_at, deadline, dialable_until) WHERE state = 'WAITING';
DROP INDEX callback_due;

-- Who is late: only callbacks with a deadline are in it.
CREATE INDEX callback_late ON callback (deadline) WHERE state = 'WAITING' AND deadline IS NOT NULL;
