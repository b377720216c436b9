-- The log-ins of an exchange without an issuer outside. That a password was set or changed is in the ledger; nothing of
-- the password is.

CREATE TABLE local_password (
    actor   text PRIMARY KEY REFERENCES actor,
    hash    text        NOT NULL CHECK (hash LIKE '$argon2id$%'),
    set_at  timestamptz NOT NULL,
    ends_at timestamptz -- not null: made by an operator, for one log-in, at which it is changed
);

SELECT ledger_audit('local_password', 'actor');

GRANT SELECT, INSERT ON local_password TO "${serviceRole}";
GRANT UPDATE (hash, set_at, ends_at) ON local_password TO "${serviceRole}";
