-- Where departments want their notices sent beside the inbox, and how far each notice has got on the way to each.

CREATE TABLE delivery_target (
    id            text PRIMARY KEY,
    department    text        NOT NULL REFERENCES department,
    kind          text        NOT NULL CHECK (kind IN ('email', 'webhook')),
    address       text        NOT NULL, -- not in the ledger: an address may be a person's
    language      text CHECK (language IN ('en', 'zh')),
    added_at      timestamptz NOT NULL,
    added_by      text        NOT NULL REFERENCES actor,
    ended_at      timestamptz,
    ended_by      text REFERENCES actor, -- null: the target itself, which is gone
    -- What couriers tell each other.
    next_at       timestamptz NOT NULL, -- nobody tries before
    failures      int         NOT NULL DEFAULT 0, -- in a row
    failing_since timestamptz,
    failure       jsonb, -- {code, parameters}: the newest
    claim         text, -- the courier that sends there now
    claimed_until timestamptz,
    CHECK ((kind = 'email') = (language IS NOT NULL)),
    CHECK ((failures = 0) = (failing_since IS NULL)),
    CHECK ((claim IS NULL) = (claimed_until IS NULL)),
    CHECK (ended_by IS NULL OR ended_at IS NOT NULL)
);
CREATE UNIQUE INDEX delivery_target_standing ON delivery_target (department, kind, address) WHERE ended_at IS NULL;
SELECT ledger_audit('delivery_target', 'id',
    ARRAY['next_at', 'failures', 'failing_since', 'failure', 'claim', 'claimed_until']);

-- A row for each notice and target, made by the transaction that writes the notice. It is sent until it is delivered.
CREATE TABLE notice_delivery (
    notice    text        NOT NULL REFERENCES notice,
    target    text        NOT NULL REFERENCES delivery_target,
    state     text        NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'delivered', 'given-up', 'ended')),
    queued_at timestamptz NOT NULL,
    attempts  int         NOT NULL DEFAULT 0,
    failed_at timestamptz, -- the first time
    failure   jsonb, -- the newest
    done_at   timestamptz,
    PRIMARY KEY (notice, target),
    CHECK ((state = 'queued') = (done_at IS NULL))
);
CREATE INDEX notice_delivery_queued ON notice_delivery (target, attempts, queued_at) WHERE state = 'queued';
CREATE INDEX notice_delivery_given_up ON notice_delivery (target) WHERE state = 'given-up';

-- The secret that a webhook's messages are signed with, wrapped as the secrets of datasets are.
CREATE TABLE webhook_secret (
    target       text PRIMARY KEY REFERENCES delivery_target,
    wrapping_key int         NOT NULL,
    wrapped      bytea       NOT NULL,
    created_at   timestamptz NOT NULL
);

-- What was to say that a notice is delivered. It never said so: there are several targets now, or none.
DROP INDEX notice_undelivered;
ALTER TABLE notice DROP COLUMN delivered_at;

GRANT SELECT, INSERT ON delivery_target, notice_delivery TO "${serviceRole}";
GRANT UPDATE (ended_at, ended_by, next_at, failures, failing_since, failure, claim, claimed_until)
    ON delivery_target TO "${serviceRole}";
GRANT UPDATE (state, attempts, failed_at, failure, done_at) ON notice_delivery TO "${serviceRole}";
GRANT SELECT, INSERT, DELETE ON webhook_secret TO "${serviceRole}";
