-- A dispute may say that a record is missing: then it is about no field, and record_offset is how far its partition was read.

ALTER TABLE correction ALTER COLUMN field DROP NOT NULL; -- null: there is no record of that key
