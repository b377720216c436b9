-- When the time next changes something of a matter that runs: a row each, so that a look at the time reads what is due
-- and nothing else. It decides nothing and is derived from the matter, hence no ledger entry; what it leads to has one.
-- That each warning is given once is the unique row of its notice.

CREATE TABLE timer (
    subject    text PRIMARY KEY,                              -- req-…, grt-…, cor-…, dem-…
    kind       text NOT NULL,
    at         timestamptz DEFAULT '-infinity',               -- null: nothing more happens to it by itself
    changed_in xid8 NOT NULL DEFAULT pg_current_xact_id()     -- the transaction that changed the matter last
);
CREATE INDEX timer_due ON timer (kind, at);

GRANT SELECT, INSERT, UPDATE, DELETE ON timer TO "${serviceRole}";

-- What was for looks at all of them.
DROP INDEX access_grant_to_confirm;
