-- The ledger: an entry is staged by the transaction that decides, then sequenced, then signed.
--
-- This runs as the owner role; the service runs as ${serviceRole}, which may read the ledger and call the four
-- functions granted at the end, and nothing else: no statement of the service can change or remove an entry.
--
-- SQL states that the service tells apart: SBL01 an audited change without its entry, SBL02 an entry that does not
-- follow its object's chain (or is malformed), SBL03 another sequencer was faster, SBL04 the ledger is append-only.

-- Where the tree stands. One row. `frontier` has a hash for each bit set in `size`, the largest subtree first.
CREATE TABLE ledger_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    size     bigint NOT NULL CHECK (size >= 0),
    frontier bytea  NOT NULL CHECK (length(frontier) = 32 * bit_count(size::bit(64))),
    root     bytea  NOT NULL CHECK (length(root) = 32)
);
INSERT INTO ledger_head (size, frontier, root) VALUES (0, '', sha256(''));

-- The last entry of each object, staged or sequenced. Its row is the lock that puts the entries of one object in order.
CREATE TABLE ledger_object (
    object    text   PRIMARY KEY,
    version   bigint NOT NULL CHECK (version >= 0),
    leaf_hash bytea  CHECK (length(leaf_hash) = 32),
    CHECK ((version = 0) = (leaf_hash IS NULL))
);

-- Entries staged and not yet sequenced. `ord` is drawn when an entry is staged and never cached, so that it grows
-- with real time across sessions: causal order rests on it.
CREATE SEQUENCE ledger_ord CACHE 1;
CREATE TABLE ledger_pending (
    id             text        PRIMARY KEY,
    xid            xid8        NOT NULL,
    ord            bigint      NOT NULL UNIQUE,
    object         text        NOT NULL,
    object_version bigint      NOT NULL,
    payload        bytea       NOT NULL CHECK (length(payload) BETWEEN 2 AND 65536),
    leaf_hash      bytea       NOT NULL CHECK (leaf_hash = sha256('\x00'::bytea || payload)),
    staged_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (object, object_version)
);
CREATE INDEX ledger_pending_by_transaction ON ledger_pending (xid, object);

-- The ledger itself: dense from 0.
CREATE TABLE ledger_entry (
    index          bigint PRIMARY KEY CHECK (index >= 0),
    id             text   NOT NULL UNIQUE,
    object         text   NOT NULL,
    object_version bigint NOT NULL,
    payload        bytea  NOT NULL,
    leaf_hash      bytea  NOT NULL CHECK (leaf_hash = sha256('\x00'::bytea || payload)),
    UNIQUE (object, object_version)
);

-- Every signed checkpoint, with the frontier that the signer itself computed.
CREATE TABLE ledger_checkpoint (
    size      bigint      PRIMARY KEY CHECK (size >= 0),
    root      bytea       NOT NULL CHECK (length(root) = 32),
    frontier  bytea       NOT NULL CHECK (length(frontier) = 32 * bit_count(size::bit(64))),
    note      text        NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Not even the owner changes history by a slip.
CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'SBL04';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();

-- Locks an object's chain until the transaction ends, and says where it stands: version 0 and no hash at its start.
CREATE FUNCTION ledger_lock_object(of_object text, OUT version bigint, OUT leaf_hash bytea)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = "${flyway:defaultSchema}", pg_temp AS $$
BEGIN
    INSERT INTO ledger_object (object, version) VALUES (of_object, 0) ON CONFLICT DO NOTHING;
    SELECT o.version, o.leaf_hash INTO version, leaf_hash FROM ledger_object o WHERE o.object = of_object FOR UPDATE;
END $$;

-- Stages one entry in the running transaction: the only way into ledger_pending. Answers its leaf hash.
CREATE FUNCTION ledger_stage(payload bytea) RETURNS bytea
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = "${flyway:defaultSchema}", pg_temp AS $$
DECLARE
    entry jsonb := convert_from(payload, 'UTF8')::jsonb;
    last  record;
    leaf  bytea := sha256('\x00'::bytea || payload);
BEGIN
    SELECT * INTO last FROM ledger_lock_object(entry ->> 'object');
    IF (entry ->> 'v') IS DISTINCT FROM '1'
        OR (entry ->> 'objectVersion') IS DISTINCT FROM (last.version + 1)::text
        OR (entry ->> 'previous') IS DISTINCT FROM encode(last.leaf_hash, 'base64') THEN
        RAISE EXCEPTION 'entry % does not follow version % of object %',
            entry ->> 'id', last.version, entry ->> 'object' USING ERRCODE = 'SBL02';
    END IF;
    IF EXISTS (SELECT FROM ledger_entry e WHERE e.id = entry ->> 'id') THEN
        RAISE EXCEPTION 'entry id % is in the ledger already', entry ->> 'id' USING ERRCODE = 'SBL02';
    END IF;
    INSERT INTO ledger_pending (id, xid, ord, object, object_version, payload, leaf_hash)
        VALUES (entry ->> 'id', pg_current_xact_id(), nextval('ledger_ord'), entry ->> 'object', last.version + 1,
                ledger_stage.payload, leaf);
    UPDATE ledger_object o SET version = last.version + 1, leaf_hash = leaf WHERE o.object = entry ->> 'object';
    RETURN leaf;
END $$;

-- Moves staged entries, in this order, to the end of the ledger. `old_size` is the fence: who computed from a head
-- that has moved changes nothing.
CREATE FUNCTION ledger_integrate(old_size bigint, ids text[], new_frontier bytea, new_root bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = "${flyway:defaultSchema}", pg_temp AS $$
DECLARE
    moved bigint;
BEGIN
    UPDATE ledger_head SET size = old_size + cardinality(ids), frontier = new_frontier, root = new_root
        WHERE size = old_size;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the ledger is no longer of size %', old_size USING ERRCODE = 'SBL03';
    END IF;
    INSERT INTO ledger_entry (index, id, object, object_version, payload, leaf_hash)
        SELECT old_size + wanted.place - 1, p.id, p.object, p.object_version, p.payload, p.leaf_hash
        FROM unnest(ids) WITH ORDINALITY AS wanted (id, place) JOIN ledger_pending p ON p.id = wanted.id;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> cardinality(ids) THEN
        RAISE EXCEPTION 'of % entries to sequence % are staged', cardinality(ids), moved USING ERRCODE = 'SBL03';
    END IF;
    DELETE FROM ledger_pending p WHERE p.id = ANY (ids);
END $$;

-- Keeps a signed checkpoint of the head as it is. The same again changes nothing.
CREATE FUNCTION ledger_keep_checkpoint(of_size bigint, of_root bytea, of_frontier bytea, of_note text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = "${flyway:defaultSchema}", pg_temp AS $$
BEGIN
    PERFORM FROM ledger_head h WHERE h.size = of_size AND h.root = of_root FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the ledger is no longer of size %', of_size USING ERRCODE = 'SBL03';
    END IF;
    INSERT INTO ledger_checkpoint (size, root, frontier, note) VALUES (of_size, of_root, of_frontier, of_note)
        ON CONFLICT (size) DO NOTHING;
END $$;

-- No entry, no commit: at the end of a transaction, every row that it inserted, changed or deleted in an audited
-- table must be of an object about which the same transaction staged an entry. (A pending row of a transaction that
-- has not committed is visible to no sequencer, so it is still there when this looks.)
CREATE FUNCTION ledger_demand_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = "${flyway:defaultSchema}", pg_temp AS $$
DECLARE
    before_row jsonb;
    after_row  jsonb;
    unaudited  text[] := TG_ARGV[1]::text[];
    changed    text;
BEGIN
    IF TG_OP <> 'INSERT' THEN before_row := to_jsonb(OLD); END IF;
    IF TG_OP <> 'DELETE' THEN after_row := to_jsonb(NEW); END IF;
    IF TG_OP = 'UPDATE' AND before_row - unaudited = after_row - unaudited THEN
        RETURN NULL;
    END IF;
    FOR changed IN SELECT DISTINCT o FROM unnest(ARRAY[before_row ->> TG_ARGV[0], after_row ->> TG_ARGV[0]]) AS o
                   WHERE o IS NOT NULL LOOP
        IF NOT EXISTS (SELECT FROM ledger_pending p WHERE p.xid = pg_current_xact_id() AND p.object = changed) THEN
            RAISE EXCEPTION 'no ledger entry, no change: % of % in table % without an entry about it',
                TG_OP, changed, TG_TABLE_NAME USING ERRCODE = 'SBL01';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'no ledger entry, no change: TRUNCATE of the audited table %', TG_TABLE_NAME USING ERRCODE = 'SBL01';
END $$;

-- Makes a table an audited one: call it in the migration that creates the table. `object_column` holds the id of the
-- object that a row belongs to (the object of the entries); `unaudited` names columns whose change alone is not a
-- decision (when a token was last used, say).
CREATE FUNCTION ledger_audit(audited regclass, object_column text, unaudited text[] DEFAULT '{}') RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM pg_attribute WHERE attrelid = audited AND attname = object_column AND attnotnull AND NOT attisdropped;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table % has no column % that is NOT NULL', audited, object_column;
    END IF;
    EXECUTE format('CREATE CONSTRAINT TRIGGER ledger_entry_demanded AFTER INSERT OR UPDATE OR DELETE ON %s '
        'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_demand_entry(%L, %L)',
        audited, object_column, unaudited::text);
    EXECUTE format('CREATE TRIGGER ledger_truncate_refused BEFORE TRUNCATE ON %s '
        'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_truncate()', audited);
END $$;

REVOKE ALL ON FUNCTION ledger_lock_object(text), ledger_stage(bytea), ledger_integrate(bigint, text[], bytea, bytea),
    ledger_keep_checkpoint(bigint, bytea, bytea, text), ledger_demand_entry(), ledger_append_only(),
    ledger_refuse_truncate(), ledger_audit(regclass, text, text[]) FROM PUBLIC;
GRANT USAGE ON SCHEMA "${flyway:defaultSchema}" TO "${serviceRole}";
GRANT SELECT ON ledger_head, ledger_pending, ledger_entry, ledger_checkpoint TO "${serviceRole}";
GRANT EXECUTE ON FUNCTION ledger_lock_object(text), ledger_stage(bytea),
    ledger_integrate(bigint, text[], bytea, bytea), ledger_keep_checkpoint(bigint, bytea, bytea, text)
    TO "${serviceRole}";
