-- That the holder of a grant asked for more time, until the steward has said yes or no. What was said is in the ledger.

ALTER TABLE access_grant
    ADD COLUMN renewal_asked_at    timestamptz,
    ADD COLUMN renewal_asked_by    text REFERENCES actor,
    ADD COLUMN renewal_asked_until timestamptz,
    ADD COLUMN renewal_reason      text,
    ADD CHECK (num_nulls(renewal_asked_at, renewal_asked_by, renewal_asked_until, renewal_reason) IN (0, 4));

GRANT UPDATE (ends_at, renewal_asked_at, renewal_asked_by, renewal_asked_until, renewal_reason) ON access_grant
    TO "${serviceRole}";
