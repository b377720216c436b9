-- A department that reads a record says that it is wrong; the owner of the dataset puts it right or stands by it. Which
-- record, and what should stand there, is for the two departments: the ledger has neither its key nor the evidence.

CREATE TABLE correction (
    id               text PRIMARY KEY,
    access_grant     text        NOT NULL REFERENCES access_grant, -- under which it is read
    dataset          text        NOT NULL REFERENCES dataset,
    department       text        NOT NULL REFERENCES department,   -- that reads it
    record_key       text        NOT NULL,                         -- as published: a pseudonym where keys are
    field            text        NOT NULL,
    record_partition int         NOT NULL CHECK (record_partition >= 0),
    record_offset    bigint      NOT NULL CHECK (record_offset >= 0),
    evidence         text        NOT NULL,
    state            text        NOT NULL CHECK (state IN ('open', 'corrected', 'refused', 'withdrawn')),
    filed_at         timestamptz NOT NULL,
    filed_by         text        NOT NULL REFERENCES actor,
    extended_at      timestamptz,
    extended_by      text REFERENCES actor,
    extension_days   int CHECK (extension_days > 0),
    extension_reason text,
    ended_at         timestamptz,
    ended_by         text REFERENCES actor,
    corrected_offset bigint CHECK (corrected_offset > record_offset), -- of the record that is right
    refusal          text,                                            -- why the owner stands by it
    CHECK (num_nulls(extended_at, extended_by, extension_days, extension_reason) IN (0, 4)),
    CHECK ((state = 'open') = (ended_at IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK ((state = 'corrected') = (corrected_offset IS NOT NULL)),
    CHECK ((state = 'refused') = (refusal IS NOT NULL)),
    CHECK (state = 'withdrawn' OR ended_by IS DISTINCT FROM filed_by OR ended_by IS NULL)
);
CREATE INDEX correction_open ON correction (filed_at) WHERE state = 'open';

SELECT ledger_audit('correction', 'id');

GRANT SELECT, INSERT ON correction TO "${serviceRole}";
GRANT UPDATE (extended_at, extended_by, extension_days, extension_reason, state, ended_at, ended_by, corrected_offset,
    refusal) ON correction TO "${serviceRole}";
