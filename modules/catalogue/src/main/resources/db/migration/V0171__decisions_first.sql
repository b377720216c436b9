-- What is decided and not done is found without looking at all grants; and word of a change says what has changed, so that
-- a decision about a grant does not make the controller read everything.

CREATE INDEX access_grant_to_apply ON access_grant (id) WHERE state = 'approved';
CREATE INDEX access_grant_to_withhold ON access_grant (id) WHERE state = 'suspended' AND withheld_at IS NULL;

CREATE OR REPLACE FUNCTION enforcement_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('silobridge_enforcement', TG_TABLE_NAME);
    RETURN NULL;
END $$;
