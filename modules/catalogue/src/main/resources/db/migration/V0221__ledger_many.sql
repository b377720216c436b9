-- Entries about many objects at once take a few statements, not a few for each.

-- Locks the chains of these objects until the transaction ends, in the order of their names by code points, and says where
-- each stands. New ones come last: an object that is new to two transactions at once is as good as impossible.
CREATE FUNCTION ledger_lock_objects(of_objects text[]) RETURNS TABLE (object text, version bigint, leaf_hash bytea)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = "${flyway:defaultSchema}", pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM ledger_object o WHERE o.object = ANY (of_objects) ORDER BY o.object COLLATE "C" FOR UPDATE;
    INSERT INTO ledger_object (object, version)
        SELECT DISTINCT n.object COLLATE "C", 0 FROM unnest(of_objects) AS n (object) ORDER BY 1 ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT o.object, o.version, o.leaf_hash FROM ledger_object o
        WHERE o.object = ANY (of_objects) ORDER BY o.object COLLATE "C" FOR UPDATE;
END $$;

-- Stages one entry for each of many objects, in this order, as ledger_stage does for one.
CREATE FUNCTION ledger_stage_all(payloads text[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = "${flyway:defaultSchema}", pg_temp AS $$
#variable_conflict use_column
DECLARE
    objects  text[];
    ids      text[];
    forms    text[];
    versions text[];
    befores  text[];
    bodies   bytea[];
    leaves   bytea[];
    wrong    record;
BEGIN
    SELECT array_agg(e.entry ->> 'object'), array_agg(e.entry ->> 'id'), array_agg(e.entry ->> 'v'),
           array_agg(e.entry ->> 'objectVersion'), array_agg(e.entry ->> 'previous'), array_agg(e.body),
           array_agg(sha256('\x00'::bytea || e.body))
      INTO objects, ids, forms, versions, befores, bodies, leaves
      FROM (SELECT p.payload::jsonb AS entry, convert_to(p.payload, 'UTF8') AS body
              FROM unnest(payloads) WITH ORDINALITY AS p (payload, place)
             ORDER BY p.place OFFSET 0) AS e; -- OFFSET 0: each is parsed once.
    IF objects IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM FROM ledger_lock_objects(objects);
    SELECT n.id, n.object, o.version INTO wrong
      FROM unnest(objects, ids, forms, versions, befores) AS n (object, id, form, version, before)
      LEFT JOIN ledger_object o ON o.object = n.object
     WHERE o.object IS NULL OR n.form IS DISTINCT FROM '1' OR n.version IS DISTINCT FROM (o.version + 1)::text
        OR n.before IS DISTINCT FROM encode(o.leaf_hash, 'base64')
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry % does not follow version % of object %', wrong.id, wrong.version, wrong.object
            USING ERRCODE = 'SBL02';
    END IF;
    SELECT e.id INTO wrong FROM ledger_entry e WHERE e.id = ANY (ids) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry id % is in the ledger already', wrong.id USING ERRCODE = 'SBL02';
    END IF;
    -- Two entries about one object have the same version: the table refuses the second.
    INSERT INTO ledger_pending (id, xid, ord, object, object_version, payload, leaf_hash)
        SELECT s.id, pg_current_xact_id(), nextval('ledger_ord'), s.object, s.version + 1, s.body, s.leaf
          FROM (SELECT n.*, o.version
                  FROM unnest(objects, ids, bodies, leaves) WITH ORDINALITY AS n (object, id, body, leaf, place)
                  JOIN ledger_object o ON o.object = n.object
                 ORDER BY n.place) AS s;
    UPDATE ledger_object o SET version = o.version + 1, leaf_hash = n.leaf
      FROM unnest(objects, leaves) AS n (object, leaf) WHERE o.object = n.object;
    RETURN cardinality(objects);
END $$;

REVOKE ALL ON FUNCTION ledger_lock_objects(text[]), ledger_stage_all(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_lock_objects(text[]), ledger_stage_all(text[]) TO "${serviceRole}";
