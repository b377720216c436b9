-- Who leaves may do nothing any more; their subject stays theirs, so that nobody else becomes them.

ALTER TABLE actor ADD COLUMN ended_at timestamptz;

GRANT UPDATE (ended_at) ON actor TO "${serviceRole}";
