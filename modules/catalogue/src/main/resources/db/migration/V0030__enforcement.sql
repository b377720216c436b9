-- What the controller remembers that Kafka cannot tell it: plans that a guard stopped, and rights that nobody granted.

CREATE TABLE enforcement_plan (
    id           text PRIMARY KEY,
    cause        text        NOT NULL CHECK (cause IN ('other-cluster', 'empty-database', 'older-database', 'too-many-changes')),
    changes      text[]      NOT NULL, -- '+ right' or '- right', a line each
    stopped_at   timestamptz NOT NULL,
    confirmed_at timestamptz,
    confirmed_by text REFERENCES actor,
    reason       text,
    closed_as    text CHECK (closed_as IN ('done', 'dropped', 'replaced')),
    CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL)),
    CHECK ((confirmed_at IS NULL) = (reason IS NULL))
);
CREATE UNIQUE INDEX enforcement_plan_open ON enforcement_plan ((true)) WHERE closed_as IS NULL;

-- One row per finding: the same right made again after it was gone is another.
CREATE TABLE found_right (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    object       text        NOT NULL, -- in the ledger: the same for the same right
    right_text   text        NOT NULL,
    inside       boolean     NOT NULL, -- whether it is the controller's to remove; else it is reported only
    found_at     timestamptz NOT NULL,
    gone_at      timestamptz
);
CREATE UNIQUE INDEX found_right_open ON found_right (right_text) WHERE gone_at IS NULL;

SELECT ledger_audit('enforcement_plan', 'id', ARRAY['closed_as']);
SELECT ledger_audit('found_right', 'object');

-- Wakes the replica that leads, whichever replica decided.
CREATE FUNCTION enforcement_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('silobridge_enforcement', '');
    RETURN NULL;
END $$;
CREATE TRIGGER enforcement_wake AFTER INSERT OR UPDATE ON access_grant
    FOR EACH STATEMENT EXECUTE FUNCTION enforcement_wake();
CREATE TRIGGER enforcement_wake AFTER INSERT OR UPDATE ON dataset
    FOR EACH STATEMENT EXECUTE FUNCTION enforcement_wake();
CREATE TRIGGER enforcement_wake AFTER INSERT ON dataset_schema
    FOR EACH STATEMENT EXECUTE FUNCTION enforcement_wake();
CREATE TRIGGER enforcement_wake AFTER INSERT ON contract_version
    FOR EACH STATEMENT EXECUTE FUNCTION enforcement_wake();
CREATE TRIGGER enforcement_wake AFTER INSERT ON department
    FOR EACH STATEMENT EXECUTE FUNCTION enforcement_wake();
CREATE TRIGGER enforcement_wake AFTER UPDATE ON enforcement_plan
    FOR EACH STATEMENT EXECUTE FUNCTION enforcement_wake();

GRANT SELECT, INSERT ON enforcement_plan, found_right TO "${serviceRole}";
GRANT UPDATE (confirmed_at, confirmed_by, reason, closed_as) ON enforcement_plan TO "${serviceRole}";
GRANT UPDATE (gone_at) ON found_right TO "${serviceRole}";
