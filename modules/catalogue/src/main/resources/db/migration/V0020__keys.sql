-- The secrets of datasets whose record key is a pseudonym, wrapped with AES-256-GCM: nonce (12 bytes), ciphertext (32),
-- tag (16). The key that unwraps them is in a file outside the database, so that neither a copy of the database nor one
-- of the file is enough. A secret is made once and lives exactly as long as the dataset's major.

CREATE TABLE dataset_key (
    dataset      text        NOT NULL REFERENCES dataset,
    major        int         NOT NULL CHECK (major >= 1),
    purpose      text        NOT NULL CHECK (purpose IN ('record-key')),
    wrapping_key int         NOT NULL CHECK (wrapping_key >= 1), -- version in the keyset file
    wrapped      bytea       NOT NULL CHECK (length(wrapped) = 60),
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (dataset, major, purpose)
);

-- No entry, no change.
SELECT ledger_audit('dataset_key', 'dataset');

GRANT SELECT, INSERT ON dataset_key TO "${serviceRole}";
