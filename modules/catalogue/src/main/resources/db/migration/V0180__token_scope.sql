-- A token may be less than its actor, be exchanged for a new one beside it, and says when it was last used.

ALTER TABLE api_token
    ADD COLUMN scope        text[] NOT NULL DEFAULT '{all}' CHECK (cardinality(scope) > 0),
    ADD COLUMN replaces     text REFERENCES api_token,
    ADD COLUMN last_used_at timestamptz,
    ADD CHECK (replaces <> id);
CREATE INDEX api_token_replaces ON api_token (replaces);
CREATE INDEX api_token_expiry ON api_token (expires_at) WHERE ended_at IS NULL;

-- That a token was used is no decision.
DROP TRIGGER ledger_entry_demanded ON api_token;
DROP TRIGGER ledger_truncate_refused ON api_token;
SELECT ledger_audit('api_token', 'id', ARRAY['last_used_at']);

GRANT UPDATE (expires_at, last_used_at) ON api_token TO "${serviceRole}";
