-- A record that was missing may stand in another partition than the one that was read, and where a topic was made anew the
-- disputed place may be gone: the record that is right no longer has to come after it.

ALTER TABLE correction ADD COLUMN corrected_partition int CHECK (corrected_partition >= 0); -- null: that of the disputed one

DO $$
DECLARE
    old record;
BEGIN
    FOR old IN SELECT conname FROM pg_constraint
                WHERE conrelid = 'correction'::regclass AND contype = 'c'
                  AND pg_get_constraintdef(oid) LIKE '%corrected_offset > record_offset%' LOOP
        EXECUTE format('ALTER TABLE correction DROP CONSTRAINT %I', old.conname);
    END LOOP;
END $$;
ALTER TABLE correction
    ADD CONSTRAINT correction_right CHECK (corrected_offset >= 0),
    ADD CONSTRAINT correction_right_place CHECK (corrected_partition IS NULL OR corrected_offset IS NOT NULL);

GRANT UPDATE (corrected_partition) ON correction TO "${serviceRole}";
