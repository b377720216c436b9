-- What the catalogue remembers. Tables belong to the owner role; the service role (${serviceRole}) may insert, and
-- update only the columns that a lifecycle moves. Nothing is ever deleted.

CREATE TABLE exchange (
    only_one         boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    name             text        NOT NULL,
    prefix           text        NOT NULL,
    ledger_origin    text        NOT NULL,
    kafka_cluster_id text,
    opened_at        timestamptz NOT NULL
);

CREATE TABLE department (
    id                 text PRIMARY KEY,
    slug               text        NOT NULL UNIQUE,
    name_en            text        NOT NULL,
    name_zh            text        NOT NULL,
    social_credit_code text        NOT NULL UNIQUE,
    level              text        NOT NULL CHECK (level IN ('national', 'provincial', 'municipal', 'county')),
    division_code      text        NOT NULL,
    registered_at      timestamptz NOT NULL
);

CREATE TABLE actor (
    id            text PRIMARY KEY,
    subject       text        NOT NULL UNIQUE,
    display_name  text        NOT NULL,
    registered_at timestamptz NOT NULL
);

CREATE TABLE actor_role (
    actor      text NOT NULL REFERENCES actor,
    role       text NOT NULL,
    department text REFERENCES department,
    UNIQUE NULLS NOT DISTINCT (actor, role, department)
);

CREATE TABLE api_token (
    id         text PRIMARY KEY,
    actor      text        NOT NULL REFERENCES actor,
    hash       bytea       NOT NULL UNIQUE CHECK (length(hash) = 32),
    label      text        NOT NULL,
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > issued_at),
    ended_at   timestamptz
);
CREATE INDEX api_token_actor ON api_token (actor);

CREATE TABLE database (
    slug     text PRIMARY KEY CHECK (slug NOT IN ('quarantine', 'positions')),
    kind     text NOT NULL CHECK (kind IN ('basic', 'thematic')),
    ordinal  int  NOT NULL,
    title_en text NOT NULL,
    title_zh text NOT NULL
);

CREATE TABLE contract_version (
    database     text        NOT NULL REFERENCES database,
    name         text        NOT NULL,
    major        int         NOT NULL CHECK (major >= 1),
    minor        int         NOT NULL CHECK (minor >= 0),
    yaml         text        NOT NULL,
    avsc         text        NOT NULL,
    wire_schema  text        NOT NULL,
    digest       text        NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text        NOT NULL REFERENCES actor,
    -- what ledger entries about it are about: database/name
    object       text        NOT NULL GENERATED ALWAYS AS (database || '/' || name) STORED,
    PRIMARY KEY (database, name, major, minor)
);

CREATE TABLE dataset (
    id            text PRIMARY KEY,
    database      text        NOT NULL REFERENCES database,
    contract      text        NOT NULL,
    major         int         NOT NULL,
    owner         text        NOT NULL REFERENCES department,
    freshness     text        NOT NULL,
    topic         text        NOT NULL UNIQUE,
    state         text        NOT NULL CHECK (state IN ('preparing', 'ready')),
    registered_at timestamptz NOT NULL,
    ready_at      timestamptz,
    UNIQUE (database, contract, major, owner),
    CHECK ((state = 'ready') = (ready_at IS NOT NULL))
);
CREATE INDEX dataset_owner ON dataset (owner);

-- Under which id the registry knows the wire schema of which contract version, per dataset.
CREATE TABLE dataset_schema (
    dataset       text        NOT NULL REFERENCES dataset,
    minor         int         NOT NULL,
    schema_id     int         NOT NULL,
    registered_at timestamptz NOT NULL,
    PRIMARY KEY (dataset, minor)
);

CREATE TABLE access_request (
    id              text PRIMARY KEY,
    dataset         text        NOT NULL REFERENCES dataset,
    department      text        NOT NULL REFERENCES department,
    purpose         text        NOT NULL,
    legal_basis     text        NOT NULL,
    scenario        text        NOT NULL,
    groups          text[]      NOT NULL CHECK (cardinality(groups) > 0),
    duration_days   int         NOT NULL CHECK (duration_days BETWEEN 1 AND 3650),
    state           text        NOT NULL CHECK (state IN ('pending', 'approved', 'refused')),
    filed_at        timestamptz NOT NULL,
    filed_by        text        NOT NULL REFERENCES actor,
    decided_at      timestamptz,
    decided_by      text REFERENCES actor, -- null: decided by rule
    decision_code   text,
    decision_params jsonb,
    CHECK ((state = 'pending') = (decided_at IS NULL)),
    CHECK ((decided_at IS NULL) = (decision_code IS NULL)),
    CHECK (decided_by IS DISTINCT FROM filed_by OR decided_by IS NULL)
);
CREATE INDEX access_request_dataset ON access_request (dataset);
CREATE INDEX access_request_department ON access_request (department);

CREATE TABLE idempotency_key (
    actor     text        NOT NULL REFERENCES actor,
    key       text        NOT NULL,
    body_hash text        NOT NULL,
    request   text        NOT NULL REFERENCES access_request,
    used_at   timestamptz NOT NULL,
    PRIMARY KEY (actor, key)
);

CREATE TABLE access_grant (
    id           text PRIMARY KEY,
    request      text        NOT NULL UNIQUE REFERENCES access_request,
    dataset      text        NOT NULL REFERENCES dataset,
    department   text        NOT NULL REFERENCES department,
    groups       text[]      NOT NULL CHECK (cardinality(groups) > 0),
    state        text        NOT NULL CHECK (state IN ('approved', 'active', 'suspended', 'revoked', 'expired')),
    approved_at  timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL CHECK (ends_at > approved_at),
    active_at    timestamptz,
    ended_at     timestamptz,
    ended_by     text REFERENCES actor, -- null: ended by its date
    end_reason   text,
    withdrawn_at timestamptz,
    CHECK (state <> 'active' OR active_at IS NOT NULL),
    CHECK ((state IN ('revoked', 'expired')) = (ended_at IS NOT NULL)),
    CHECK (state <> 'revoked' OR (ended_by IS NOT NULL AND end_reason IS NOT NULL)),
    CHECK (withdrawn_at IS NULL OR ended_at IS NOT NULL)
);
CREATE INDEX access_grant_dataset ON access_grant (dataset);
CREATE INDEX access_grant_department ON access_grant (department);
CREATE INDEX access_grant_live ON access_grant (ends_at) WHERE state IN ('approved', 'active', 'suspended');
CREATE INDEX access_grant_to_withdraw ON access_grant (ended_at) WHERE ended_at IS NOT NULL AND withdrawn_at IS NULL;

-- The basic databases, then the thematic ones.
INSERT INTO database (ordinal, slug, kind, title_en, title_zh) VALUES
    (1, 'population', 'basic', 'Population', '人口'),
    (2, 'legal-persons', 'basic', 'Legal persons', '法人单位'),
    (3, 'natural-resources', 'basic', 'Natural resources and geography', '自然资源和空间地理'),
    (4, 'economy', 'basic', 'Economy', '宏观经济'),
    (5, 'e-certificates', 'basic', 'Electronic certificates', '电子证照'),
    (6, 'health-care', 'thematic', 'Health care', '医疗健康'),
    (7, 'government-services', 'thematic', 'Government services', '政务服务'),
    (8, 'social-security', 'thematic', 'Social security', '社会保障'),
    (9, 'ecology-environment', 'thematic', 'Ecology and environment', '生态环保'),
    (10, 'credit', 'thematic', 'Credit', '信用体系'),
    (11, 'emergency-management', 'thematic', 'Emergency management', '应急管理'),
    (12, 'state-assets', 'thematic', 'State-owned assets', '国有资产');

-- No entry, no change.
SELECT ledger_audit('exchange', 'prefix', ARRAY['kafka_cluster_id']);
SELECT ledger_audit('department', 'id');
SELECT ledger_audit('actor', 'id');
SELECT ledger_audit('actor_role', 'actor');
SELECT ledger_audit('api_token', 'id');
SELECT ledger_audit('contract_version', 'object');
SELECT ledger_audit('dataset', 'id');
SELECT ledger_audit('access_request', 'id');
SELECT ledger_audit('access_grant', 'id');

GRANT SELECT ON database TO "${serviceRole}";
GRANT SELECT, INSERT ON exchange, department, actor, actor_role, api_token, contract_version, dataset, dataset_schema,
    access_request, idempotency_key, access_grant TO "${serviceRole}";
GRANT UPDATE (kafka_cluster_id) ON exchange TO "${serviceRole}";
GRANT UPDATE (ended_at) ON api_token TO "${serviceRole}";
GRANT UPDATE (state, ready_at) ON dataset TO "${serviceRole}";
GRANT UPDATE (state, decided_at, decided_by, decision_code, decision_params) ON access_request TO "${serviceRole}";
GRANT UPDATE (state, active_at, ended_at, ended_by, end_reason, withdrawn_at) ON access_grant TO "${serviceRole}";
