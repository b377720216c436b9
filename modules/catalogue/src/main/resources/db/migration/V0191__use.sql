-- What Kafka reports of feeds and of who reads them, looked at again and again by one replica at a time. Observations,
-- and no decisions: none of it is in the ledger. A department's groups cannot be told apart by grant, so that what is
-- read is kept by dataset and department.

CREATE TABLE use_look (
    single    boolean PRIMARY KEY DEFAULT true CHECK (single),
    looked_at timestamptz NOT NULL
);

CREATE TABLE feed_use (
    dataset   text PRIMARY KEY REFERENCES dataset,
    seen_at   timestamptz NOT NULL,
    newest_at timestamptz,         -- of its newest record; null: it has none
    ends      bigint[]    NOT NULL -- by partition
);

CREATE TABLE feed_day (
    dataset    text   NOT NULL REFERENCES dataset,
    department text   NOT NULL REFERENCES department, -- whose it was on that day
    day        date   NOT NULL,
    records    bigint NOT NULL, -- by how many offsets it grew
    looks      int    NOT NULL,
    silent     int    NOT NULL CHECK (silent BETWEEN 0 AND looks), -- looks at which it was not as fresh as was promised
    PRIMARY KEY (dataset, department, day)
);

CREATE TABLE reader_use (
    dataset      text        NOT NULL REFERENCES dataset,
    department   text        NOT NULL REFERENCES department,
    seen_at      timestamptz NOT NULL,
    last_read_at timestamptz,         -- the look at which a place had moved
    behind       bigint      NOT NULL CHECK (behind >= 0),
    places       jsonb       NOT NULL, -- {group: {partition: offset}}
    PRIMARY KEY (dataset, department)
);

CREATE TABLE reader_day (
    dataset    text   NOT NULL REFERENCES dataset,
    department text   NOT NULL REFERENCES department,
    day        date   NOT NULL,
    records    bigint NOT NULL, -- by how many offsets its places moved
    PRIMARY KEY (dataset, department, day)
);

GRANT SELECT, INSERT, UPDATE ON use_look, feed_use, feed_day, reader_use, reader_day TO "${serviceRole}";
