-- Against a refusal who disputes a record may appeal, once; a coordinator decides. Grounds are for the two departments and
-- the coordinators: the ledger has only what was decided.

CREATE TABLE correction_appeal (
    correction  text PRIMARY KEY REFERENCES correction,
    refused_at  timestamptz NOT NULL,
    refused_by  text        NOT NULL REFERENCES actor,
    refusal     text        NOT NULL,
    appealed_at timestamptz NOT NULL,
    appealed_by text        NOT NULL REFERENCES actor,
    grounds     text        NOT NULL,
    ruled_at    timestamptz,
    ruled_by    text REFERENCES actor,
    ruling      text CHECK (ruling IN ('upheld', 'ordered')),
    reason      text,
    CHECK (num_nulls(ruled_at, ruled_by, ruling, reason) IN (0, 4))
);

-- The two that speak of the states.
DO $$
DECLARE
    old record;
BEGIN
    FOR old IN SELECT conname FROM pg_constraint
                WHERE conrelid = 'correction'::regclass AND contype = 'c'
                  AND pg_get_constraintdef(oid) LIKE '%''open''%' LOOP
        EXECUTE format('ALTER TABLE correction DROP CONSTRAINT %I', old.conname);
    END LOOP;
END $$;
ALTER TABLE correction
    ADD CONSTRAINT correction_state CHECK (state IN ('open', 'appealed', 'corrected', 'refused', 'withdrawn')),
    ADD CONSTRAINT correction_pending CHECK ((state IN ('open', 'appealed')) = (ended_at IS NULL));

SELECT ledger_audit('correction_appeal', 'correction');

GRANT SELECT, INSERT ON correction_appeal TO "${serviceRole}";
GRANT UPDATE (ruled_at, ruled_by, ruling, reason) ON correction_appeal TO "${serviceRole}";
