-- A department that owns datasets may end: they pass to another one, or end with it. What bears its slug (name, topic, and
-- the private topics of its connectors) stays as it is.

ALTER TABLE dataset
    ADD COLUMN named    text, -- slug of who registered it: a part of its name and topic for good
    ADD COLUMN home     text, -- slug in the names of the quarantine and positions topics that its connector uses
    ADD COLUMN ended_at timestamptz;

-- What was always so is no decision that the ledger has to know.
ALTER TABLE dataset DISABLE TRIGGER ledger_entry_demanded;
UPDATE dataset SET named = d.slug, home = d.slug FROM department d WHERE d.id = dataset.owner;
ALTER TABLE dataset ENABLE TRIGGER ledger_entry_demanded;

ALTER TABLE dataset
    ALTER COLUMN named SET NOT NULL,
    ALTER COLUMN home SET NOT NULL,
    DROP CONSTRAINT dataset_database_contract_major_owner_key,
    ADD CONSTRAINT dataset_name_key UNIQUE (database, contract, major, named),
    DROP CONSTRAINT dataset_state_check,
    DROP CONSTRAINT dataset_check, -- ready from the moment on: it may be prepared again, for another owner
    ADD CONSTRAINT dataset_state_check CHECK (state IN ('preparing', 'ready', 'ended')),
    ADD CHECK (state <> 'ready' OR ready_at IS NOT NULL),
    ADD CHECK ((state = 'ended') = (ended_at IS NOT NULL));

CREATE TABLE former_owner (
    dataset    text        NOT NULL REFERENCES dataset,
    department text        NOT NULL REFERENCES department,
    passed_at  timestamptz NOT NULL,
    PRIMARY KEY (dataset, department)
);
SELECT ledger_audit('former_owner', 'dataset');

GRANT SELECT, INSERT ON former_owner TO "${serviceRole}";
GRANT UPDATE (owner, home, ended_at) ON dataset TO "${serviceRole}";
GRANT UPDATE (maintainer) ON contract TO "${serviceRole}";
GRANT UPDATE (department, holder) ON demand TO "${serviceRole}";
