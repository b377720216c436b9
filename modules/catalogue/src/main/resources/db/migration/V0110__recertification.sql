-- A grant that the owner's steward has to confirm again and again: how often, and how many working days before it lapses the
-- steward is told. It is a term of the grant: another configuration changes none that was approved before.

ALTER TABLE access_grant
    ADD COLUMN recertify_every  text,
    ADD COLUMN recertify_notice int CHECK (recertify_notice > 0),
    ADD COLUMN confirmed_at     timestamptz, -- null: not yet since its approval
    ADD COLUMN lapsed           boolean NOT NULL DEFAULT false,
    ADD CHECK (num_nulls(recertify_every, recertify_notice) IN (0, 2)),
    ADD CHECK (NOT lapsed OR state = 'expired');

GRANT UPDATE (confirmed_at, lapsed) ON access_grant TO "${serviceRole}";
