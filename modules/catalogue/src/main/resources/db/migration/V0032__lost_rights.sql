-- Rights that stood and were gone from Kafka without a decision. One row per loss: lost again after it was restored is
-- another.

CREATE TABLE lost_right (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    object     text        NOT NULL, -- in the ledger: the same for the same right
    right_text text        NOT NULL,
    lost_at    timestamptz NOT NULL,
    over_at    timestamptz
);
CREATE UNIQUE INDEX lost_right_open ON lost_right (right_text) WHERE over_at IS NULL;

SELECT ledger_audit('lost_right', 'object');

GRANT SELECT, INSERT ON lost_right TO "${serviceRole}";
GRANT UPDATE (over_at) ON lost_right TO "${serviceRole}";
