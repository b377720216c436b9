-- Rights that nobody granted and that a coordinator decided to leave for a time. A later decision about the same right ends
-- the one before.

CREATE TABLE kept_right (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    object      text        NOT NULL, -- in the ledger: the same for the same right
    right_text  text        NOT NULL,
    reason      text        NOT NULL,
    kept_by     text        NOT NULL REFERENCES actor,
    kept_at     timestamptz NOT NULL,
    until       timestamptz NOT NULL CHECK (until > kept_at),
    ended_at    timestamptz -- by a later decision; its time over, it ends by itself
);
CREATE UNIQUE INDEX kept_right_open ON kept_right (right_text) WHERE ended_at IS NULL;

SELECT ledger_audit('kept_right', 'object');

CREATE TRIGGER enforcement_wake AFTER INSERT OR UPDATE ON kept_right
    FOR EACH STATEMENT EXECUTE FUNCTION enforcement_wake();

GRANT SELECT, INSERT ON kept_right TO "${serviceRole}";
GRANT UPDATE (ended_at) ON kept_right TO "${serviceRole}";
