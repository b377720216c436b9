-- Data that the catalogue does not have can be asked for too: of the department that should hold it.

CREATE TABLE demand (
    id          text PRIMARY KEY,
    department  text        NOT NULL REFERENCES department, -- that needs it
    holder      text        NOT NULL REFERENCES department, -- that should hold it
    subject     text        NOT NULL,
    description text        NOT NULL,
    purpose     text        NOT NULL,
    legal_basis text        NOT NULL,
    state       text        NOT NULL CHECK (state IN ('open', 'catalogued', 'declined', 'withdrawn')),
    filed_at    timestamptz NOT NULL,
    filed_by    text        NOT NULL REFERENCES actor,
    ended_at    timestamptz,
    ended_by    text REFERENCES actor,
    dataset     text REFERENCES dataset, -- that it became
    reason      text,                    -- that it was declined for
    CHECK (department <> holder),
    CHECK ((state = 'open') = (ended_at IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK ((state = 'catalogued') = (dataset IS NOT NULL)),
    CHECK ((state = 'declined') = (reason IS NOT NULL)),
    CHECK (state = 'withdrawn' OR ended_by IS DISTINCT FROM filed_by OR ended_by IS NULL)
);
CREATE INDEX demand_open ON demand (filed_at) WHERE state = 'open';

SELECT ledger_audit('demand', 'id');

GRANT SELECT, INSERT ON demand TO "${serviceRole}";
GRANT UPDATE (state, ended_at, ended_by, dataset, reason) ON demand TO "${serviceRole}";
