-- The one extension of the time to answer a request. Its days are kept as they were given: another clock profile changes
-- what it adds to, not what a steward was allowed to add.

ALTER TABLE access_request
    ADD COLUMN extended_at      timestamptz,
    ADD COLUMN extended_by      text REFERENCES actor,
    ADD COLUMN extension_reason text,
    ADD COLUMN extension_days   int CHECK (extension_days > 0),
    ADD CHECK (num_nulls(extended_at, extended_by, extension_reason, extension_days) IN (0, 4)),
    ADD CHECK (extended_by IS DISTINCT FROM filed_by OR extended_by IS NULL);

GRANT UPDATE (extended_at, extended_by, extension_reason, extension_days) ON access_request TO "${serviceRole}";
