-- What a dataset is searched by, in one piece.

ALTER TABLE dataset
    ADD COLUMN full_name text NOT NULL GENERATED ALWAYS AS (database || '/' || contract || '/' || named) STORED;
