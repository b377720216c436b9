-- People sign their decisions with keys of their own. A key is offered by whose it is, and counts once somebody else of the
-- same department (or of the exchange's own people) has confirmed whose it is. A dataset can demand signatures.

CREATE TABLE signing_key (
    id           text PRIMARY KEY,                 -- made from the key
    actor        text        NOT NULL REFERENCES actor,
    department   text REFERENCES department,       -- for whose decisions; null: of the exchange's own people
    public_key   text        NOT NULL,
    offered_at   timestamptz NOT NULL,
    confirmed_at timestamptz,
    confirmed_by text REFERENCES actor,
    revoked_at   timestamptz,
    revoked_by   text REFERENCES actor,
    CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL)),
    CHECK (confirmed_by <> actor),
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
SELECT ledger_audit('signing_key', 'id');

-- A signature counts once: no key signs twice at one time.
CREATE TABLE signature_used (
    signing_key text        NOT NULL REFERENCES signing_key,
    made_at     timestamptz NOT NULL,
    PRIMARY KEY (signing_key, made_at)
);

CREATE TABLE signatures_required (
    dataset    text PRIMARY KEY REFERENCES dataset,
    required   boolean     NOT NULL,
    decided_at timestamptz NOT NULL,
    decided_by text        NOT NULL REFERENCES actor
);
SELECT ledger_audit('signatures_required', 'dataset');

GRANT SELECT, INSERT ON signing_key, signature_used, signatures_required TO "${serviceRole}";
GRANT UPDATE (confirmed_at, confirmed_by, revoked_at, revoked_by) ON signing_key TO "${serviceRole}";
GRANT UPDATE (required, decided_at, decided_by) ON signatures_required TO "${serviceRole}";
