-- What departments are told. A row is written by the transaction that gives the reason for it, and is what the inbox
-- shows; a channel beside the inbox (electronic mail, say) takes the rows whose delivered_at is null and sets it.

CREATE TABLE notice (
    id           text PRIMARY KEY,
    department   text        NOT NULL REFERENCES department,
    about        text        NOT NULL, -- what it is about: population/resident@2.0
    code         text        NOT NULL,
    parameters   jsonb       NOT NULL, -- of the code's text: an object of texts
    details      jsonb       NOT NULL, -- [{path, code, parameters}], the heaviest first
    written_at   timestamptz NOT NULL,
    read_at      timestamptz,
    read_by      text REFERENCES actor,
    delivered_at timestamptz,
    UNIQUE (department, about, code),
    CHECK ((read_at IS NULL) = (read_by IS NULL))
);
CREATE INDEX notice_undelivered ON notice (written_at) WHERE delivered_at IS NULL;

-- That it was written is in the ledger; that somebody read it is no decision.
SELECT ledger_audit('notice', 'id', ARRAY['read_at', 'read_by', 'delivered_at']);

GRANT SELECT, INSERT ON notice TO "${serviceRole}";
GRANT UPDATE (read_at, read_by, delivered_at) ON notice TO "${serviceRole}";
