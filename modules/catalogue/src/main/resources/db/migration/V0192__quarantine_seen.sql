-- How many records went to quarantine, as far as the ends of those topics say: a share of what was published, on the
-- scoreboard. Observations, as in V0191.

CREATE TABLE quarantine_use (
    home    text PRIMARY KEY,  -- the slug in the topic's name
    seen_at timestamptz NOT NULL,
    ends    bigint[]    NOT NULL
);

CREATE TABLE quarantine_day (
    department text   NOT NULL REFERENCES department, -- whose it was on that day
    day        date   NOT NULL,
    records    bigint NOT NULL,                       -- by how many offsets it grew
    PRIMARY KEY (department, day)
);

GRANT SELECT, INSERT, UPDATE ON quarantine_use, quarantine_day TO "${serviceRole}";
