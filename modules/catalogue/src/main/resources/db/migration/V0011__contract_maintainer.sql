-- Who maintains a contract: the department that published its first version. Its versions bind every owner of a dataset
-- under it and everyone who reads one, so nobody else publishes a next one.
CREATE TABLE contract (
    database   text NOT NULL REFERENCES database,
    name       text NOT NULL,
    maintainer text NOT NULL REFERENCES department,
    object     text NOT NULL GENERATED ALWAYS AS (database || '/' || name) STORED,
    PRIMARY KEY (database, name)
);
SELECT ledger_audit('contract', 'object');
GRANT SELECT, INSERT ON contract TO "${serviceRole}";
