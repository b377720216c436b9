-- People log in, and log out. A session is a random id that a browser holds, of which only the hash is kept, and goes
-- when it is over: who was here when is nobody's business afterwards, and no decision. That an operator ended somebody's
-- sessions is one.

CREATE TABLE session (
    hash         bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    actor        text        NOT NULL REFERENCES actor,
    made_at      timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    idle         interval    NOT NULL, -- it ends when its holder was not seen for so long
    ends_at      timestamptz NOT NULL CHECK (ends_at > made_at)
);
CREATE INDEX session_actor ON session (actor);

GRANT SELECT, INSERT, DELETE ON session TO "${serviceRole}";
GRANT UPDATE (last_seen_at) ON session TO "${serviceRole}";
