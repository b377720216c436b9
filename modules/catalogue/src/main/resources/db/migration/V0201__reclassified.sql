-- A contract may come to ask for a decision about what a grant opens: from then on the steward has to confirm it, where the
-- exchange asks for that at all.

ALTER TABLE access_grant ADD COLUMN confirm_from timestamptz; -- null: from the approval on, if at all

GRANT UPDATE (recertify_every, recertify_notice, confirm_from) ON access_grant TO "${serviceRole}";
