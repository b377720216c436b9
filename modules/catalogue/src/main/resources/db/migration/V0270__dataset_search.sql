-- A part of a name is found without reading all names. The extension comes with PostgreSQL (some distributions have it in
-- a package of contributed modules), and whoever may create in this database may create it. Where it cannot be had the
-- search reads all names, and is right as ever: 10,000 take 2 to 4 ms of the processor each time.

DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX dataset_full_name_part ON dataset USING gin (full_name gin_trgm_ops);
EXCEPTION WHEN feature_not_supported OR insufficient_privilege OR undefined_file OR undefined_object THEN
    RAISE WARNING 'no index for parts of names, searches read all of them: %', SQLERRM;
END $$;

-- The order of the list, page by page.
CREATE INDEX dataset_in_order ON dataset (database, contract, named, major);
