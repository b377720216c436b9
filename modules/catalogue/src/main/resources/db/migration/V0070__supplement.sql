-- The one supplement that the steward may ask the applicant for, and the two ways in which a request ends without a
-- decision: its department takes it back, or the supplement never came.

ALTER TABLE access_request
    DROP CONSTRAINT access_request_state_check,
    DROP CONSTRAINT access_request_check, -- pending, or decided: there is more now
    ADD CONSTRAINT access_request_state_check
        CHECK (state IN ('pending', 'approved', 'refused', 'withdrawn', 'lapsed')),
    ADD COLUMN supplement_asked_at timestamptz,
    ADD COLUMN supplement_asked_by text REFERENCES actor,
    ADD COLUMN supplement_missing  text,
    ADD COLUMN supplied_at         timestamptz CHECK (supplied_at >= supplement_asked_at),
    ADD COLUMN supplied_by         text REFERENCES actor,
    ADD COLUMN supplied_text       text,
    ADD COLUMN closed_at           timestamptz,
    ADD COLUMN closed_by           text REFERENCES actor,
    ADD CHECK (num_nulls(supplement_asked_at, supplement_asked_by, supplement_missing) IN (0, 3)),
    ADD CHECK (num_nulls(supplied_at, supplied_by, supplied_text) IN (0, 3)),
    ADD CHECK (supplied_at IS NULL OR supplement_asked_at IS NOT NULL),
    ADD CHECK (supplement_asked_by IS DISTINCT FROM filed_by OR supplement_asked_by IS NULL),
    ADD CHECK ((state IN ('approved', 'refused')) = (decided_at IS NOT NULL)),
    ADD CHECK ((state IN ('withdrawn', 'lapsed')) = (closed_at IS NOT NULL)),
    ADD CHECK ((state = 'withdrawn') = (closed_by IS NOT NULL)),
    ADD CHECK (state <> 'lapsed' OR (supplement_asked_at IS NOT NULL AND supplied_at IS NULL));

GRANT UPDATE (supplement_asked_at, supplement_asked_by, supplement_missing, supplied_at, supplied_by, supplied_text,
    closed_at, closed_by) ON access_request TO "${serviceRole}";
