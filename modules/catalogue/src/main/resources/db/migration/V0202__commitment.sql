-- What the department that asks undertakes, in its own words: kept with the request, and shown with the grant that it becomes.

ALTER TABLE access_request ADD COLUMN commitment text NOT NULL DEFAULT '';
