-- New names go into the index as they come, not into a list beside it that each search would read through until a vacuum:
-- there are few of them, and many searches.

DO $$
BEGIN
    IF to_regclass('dataset_full_name_part') IS NOT NULL THEN
        ALTER INDEX dataset_full_name_part SET (fastupdate = off);
        PERFORM gin_clean_pending_list('dataset_full_name_part');
    END IF;
END $$;
