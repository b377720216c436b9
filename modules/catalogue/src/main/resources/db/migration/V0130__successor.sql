-- Departments end: merged into another one, which takes their grants over, or dissolved, which ends them.

ALTER TABLE department
    ADD COLUMN ended_at  timestamptz,
    ADD COLUMN ended_by  text REFERENCES actor,
    ADD COLUMN successor text REFERENCES department,
    ADD CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    ADD CHECK (successor IS NULL OR ended_at IS NOT NULL),
    ADD CHECK (successor <> id);

-- Who held a grant before, until Kafka has forgotten their right.
CREATE TABLE former_holder (
    access_grant text        NOT NULL REFERENCES access_grant,
    department   text        NOT NULL REFERENCES department,
    passed_at    timestamptz NOT NULL,
    gone_at      timestamptz,
    PRIMARY KEY (access_grant, department)
);
CREATE INDEX former_holder_standing ON former_holder (access_grant) WHERE gone_at IS NULL;

SELECT ledger_audit('former_holder', 'access_grant');
CREATE TRIGGER enforcement_wake_on_end AFTER UPDATE ON department
    FOR EACH STATEMENT EXECUTE FUNCTION enforcement_wake();

GRANT SELECT, INSERT ON former_holder TO "${serviceRole}";
GRANT UPDATE (gone_at) ON former_holder TO "${serviceRole}";
GRANT UPDATE (department) ON access_grant TO "${serviceRole}";
GRANT UPDATE (ended_at, ended_by, successor) ON department TO "${serviceRole}";
