-- What happened to a request on its way, act by act: from these, and from the clock profile, follows where it stands and
-- what may happen to it next. The row of the request itself says how it stands to the world: pending, or how it ended.

CREATE TABLE request_act (
    request text        NOT NULL REFERENCES access_request,
    ordinal int         NOT NULL CHECK (ordinal >= 1),
    kind    text        NOT NULL CHECK (kind IN ('passed', 'supplement-asked', 'supplied', 'extended', 'refused')),
    done_at timestamptz NOT NULL,
    done_by text REFERENCES actor, -- null: a rule did, or the time
    said    text        NOT NULL,  -- what somebody wrote; empty where nothing was
    days    int CHECK (days > 0),  -- that it gave
    code    text,                  -- of the reason of a refusal
    params  jsonb,
    PRIMARY KEY (request, ordinal),
    CHECK ((kind = 'extended') = (days IS NOT NULL)),
    CHECK ((kind = 'refused') = (code IS NOT NULL)),
    CHECK ((code IS NULL) = (params IS NULL))
);

INSERT INTO request_act (request, ordinal, kind, done_at, done_by, said, days, code, params)
SELECT id, row_number() OVER (PARTITION BY id ORDER BY done_at), kind, done_at, done_by, said, days, code, params
FROM (SELECT id, 'supplement-asked' AS kind, supplement_asked_at AS done_at, supplement_asked_by AS done_by,
             supplement_missing AS said, NULL::int AS days, NULL::text AS code, NULL::jsonb AS params
      FROM access_request WHERE supplement_asked_at IS NOT NULL
      UNION ALL
      SELECT id, 'supplied', supplied_at, supplied_by, supplied_text, NULL, NULL, NULL
      FROM access_request WHERE supplied_at IS NOT NULL
      UNION ALL
      SELECT id, 'extended', extended_at, extended_by, extension_reason, extension_days, NULL, NULL
      FROM access_request WHERE extended_at IS NOT NULL
      UNION ALL
      SELECT id, 'refused', decided_at, decided_by, '', NULL, decision_code, decision_params
      FROM access_request WHERE state = 'refused') AS acts;

-- How many working days the conformity check may take; null: none was asked for when it was filed. Kept as it was then:
-- a profile that has a check, or has none any more, does not move what is under way.
ALTER TABLE access_request
    DROP COLUMN extended_at,
    DROP COLUMN extended_by,
    DROP COLUMN extension_reason,
    DROP COLUMN extension_days,
    DROP COLUMN supplement_asked_at,
    DROP COLUMN supplement_asked_by,
    DROP COLUMN supplement_missing,
    DROP COLUMN supplied_at,
    DROP COLUMN supplied_by,
    DROP COLUMN supplied_text,
    ADD COLUMN check_days int CHECK (check_days > 0);

SELECT ledger_audit('request_act', 'request');

GRANT SELECT, INSERT ON request_act TO "${serviceRole}";
