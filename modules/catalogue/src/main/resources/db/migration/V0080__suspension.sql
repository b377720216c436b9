-- When the service saw that a grant's date had come: where it was down then, later than the right ended in law. And a
-- grant that is held back for a time: by whom, as what, why, and when Kafka was seen without its right. Of a grant that
-- was given free again the ledger keeps the story; here stays that its right may have stood before.

ALTER TABLE access_grant
    ADD COLUMN suspended_at   timestamptz,
    ADD COLUMN suspended_by   text REFERENCES actor,
    ADD COLUMN suspended_as   text CHECK (suspended_as IN ('steward', 'coordinator')),
    ADD COLUMN suspend_reason text,
    ADD COLUMN withheld_at    timestamptz,
    ADD COLUMN resumed_at     timestamptz,
    ADD COLUMN noticed_at     timestamptz CHECK (noticed_at >= ended_at),
    ADD CHECK (num_nulls(suspended_at, suspended_by, suspended_as, suspend_reason) IN (0, 4)),
    ADD CHECK (state <> 'suspended' OR suspended_at IS NOT NULL),
    ADD CHECK (state NOT IN ('approved', 'active') OR suspended_at IS NULL),
    ADD CHECK (withheld_at IS NULL OR suspended_at IS NOT NULL);

GRANT UPDATE (suspended_at, suspended_by, suspended_as, suspend_reason, withheld_at, resumed_at, noticed_at) ON access_grant
    TO "${serviceRole}";
