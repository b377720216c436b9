-- A department may have a second log-in to Kafka beside the first, for the time that it takes to change over: one
-- SCRAM user has one password, so the second one is a user of its own with rights of its own. A department without
-- rows here has the one log-in that it began with, number 1.

CREATE TABLE kafka_login (
    department text        NOT NULL REFERENCES department,
    number     int         NOT NULL CHECK (number >= 1),
    issued_at  timestamptz NOT NULL,
    until      timestamptz,           -- when another one has taken over
    ended_at   timestamptz,           -- when somebody decided so, before that
    ended_by   text REFERENCES actor,
    stood_at   timestamptz,           -- when Kafka was first seen with all its rights
    gone_at    timestamptz,           -- when Kafka was seen without any, and its user was deleted
    PRIMARY KEY (department, number),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK (gone_at IS NULL OR ended_at IS NOT NULL OR until IS NOT NULL)
);

SELECT ledger_audit('kafka_login', 'department', ARRAY['stood_at']);
CREATE TRIGGER enforcement_wake AFTER INSERT OR UPDATE ON kafka_login
    FOR EACH STATEMENT EXECUTE FUNCTION enforcement_wake();

GRANT SELECT, INSERT ON kafka_login TO "${serviceRole}";
GRANT UPDATE (until, ended_at, ended_by, stood_at, gone_at) ON kafka_login TO "${serviceRole}";
