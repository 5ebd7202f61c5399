"""What the database itself enforces. Plain SQL, written out here for ever, no way back.

Every function is owned by ``custody_owner``, runs with its rights and looks in ``pg_catalog, custody, pg_temp`` only:
a temporary table that shadows an event table would otherwise be believed. Every trigger is ``ENABLE ALWAYS``, so that
``session_replication_role`` does not switch it off. See docs/adr/0004.
"""

from django.db import migrations

APPEND_ONLY = ["custody_event", "custody_leaf", "custody_tile", "custody_checkpoint", "custody_disclosure",
               "custody_idempotencykey"]

# table: (kind of stream that tells its story, column that holds the thing the stream is about)
EVIDENCE = {
    "custody_officer": ("officer", "id"),
    "custody_contact": ("officer", "officer_id"),
    "custody_place": ("place", "id"),
    "custody_scale": ("scale", "id"),
    "custody_policy": ("policy", "id"),
    "custody_handlingunit": ("unit", "id"),
    "custody_conveyance": ("unit", "unit_id"),
    "custody_guardpost": ("unit", "unit_id"),
    "custody_seizure": ("seizure", "id"),
    "custody_exhibit": ("seizure", "seizure_id"),
    "custody_seal": ("unit", "unit_id"),
    "custody_weighing": ("unit", "unit_id"),
    "custody_sweep": ("unit", "unit_id"),
    "custody_sample": ("unit", "unit_id"),
    "custody_discrepancy": ("unit", "unit_id"),
    "custody_photo": ("unit,seizure,order", "unit_id,seizure_id,order_id"),
    "custody_consultation": ("officer", "officer_id"),
    "custody_transfer": ("transfer", "id"),
    "custody_transferline": ("unit", "unit_id"),
    "custody_placement": ("unit", "unit_id"),
    "custody_destructionorder": ("order", "id"),
    "custody_orderline": ("unit", "unit_id"),
    "custody_facility": ("facility", "id"),
    "custody_burnsession": ("session", "id"),
    "custody_manifestline": ("unit", "unit_id"),
    "custody_attestation": ("session", "session_id"),
    "custody_alert": ("alert", "id"),
}

# Columns that hold facts, where a table also has others: signing in changes the hash of a password, and the ladder
# moves its next step; neither is a fact of the story.
FACTS = {
    "custody_officer": "badge, pseudonym, roles, unit_id, clearance, is_active, last_seq",
    "custody_alert": "public_ref, rule, level, clock_id, epoch, stage, subject_kind, subject_id, fired_for, "
    "raised_at, engine, state, acknowledged_by_id, acknowledged_at, ack_expires_at, resolved_at, last_seq",
}

FUNCTIONS = r"""
CREATE FUNCTION custody.refuse_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'custody: % on % is refused: this table only grows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION custody.ledger_reserve(wanted uuid[])
RETURNS TABLE (stream uuid, seq bigint, head bytea, recorded_at timestamptz, after_size bigint, after_root bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
DECLARE
    newest custody.custody_checkpoint;
    moment timestamptz;
BEGIN
    PERFORM 1 FROM custody.custody_stream s WHERE s.id = ANY (wanted) ORDER BY s.id FOR UPDATE;
    moment := clock_timestamp();
    SELECT * INTO newest FROM custody.custody_checkpoint c ORDER BY c.size DESC LIMIT 1;
    RETURN QUERY
        SELECT s.id, s.seq, s.head, moment, newest.size, newest.root
        FROM custody.custody_stream s WHERE s.id = ANY (wanted) ORDER BY s.id;
END $$;

CREATE FUNCTION custody.event_admit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
DECLARE
    s custody.custody_stream;
    said jsonb;
BEGIN
    SELECT * INTO s FROM custody.custody_stream WHERE id = NEW.stream_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'custody: no such stream' USING ERRCODE = 'foreign_key_violation';
    END IF;
    said := convert_from(NEW.payload, 'UTF8')::jsonb;
    IF NEW.seq IS DISTINCT FROM s.seq + 1
       OR said ->> 'seq' IS DISTINCT FROM NEW.seq::text
       OR said ->> 'stream' IS DISTINCT FROM NEW.stream_id::text
       OR said ->> 'code' IS DISTINCT FROM NEW.code
       OR said ->> 'op' IS DISTINCT FROM NEW.op_id::text
       OR said ->> 'prev' IS DISTINCT FROM translate(encode(s.head, 'base64'), E'\n', '')
       OR (said ->> 'recorded_at')::timestamptz IS DISTINCT FROM NEW.recorded_at
    THEN
        RAISE EXCEPTION 'custody: the event does not continue its stream' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.recorded_at < transaction_timestamp() OR NEW.recorded_at > clock_timestamp() THEN
        RAISE EXCEPTION 'custody: the time of an event is the database''s' USING ERRCODE = 'check_violation';
    END IF;
    -- The id is drawn after the stream is locked: drawn before, two events of one stream could come out of order.
    NEW.id := nextval('custody.custody_event_id_seq');
    NEW.written_xid := pg_current_xact_id()::text::bigint;
    NEW.written_tx_at := transaction_timestamp();
    UPDATE custody.custody_stream SET seq = NEW.seq, head = sha256('\x00'::bytea || NEW.payload) WHERE id = s.id;
    RETURN NEW;
END $$;

CREATE FUNCTION custody.event_queue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
BEGIN
    INSERT INTO custody.custody_pending (event_id) VALUES (NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION custody.leaf_admit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
BEGIN
    PERFORM 1 FROM custody.custody_event e WHERE e.id = NEW.event_id AND e.leaf_hash = NEW.leaf_hash;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'custody: a leaf must carry the hash of its event' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION custody.row_keeps_identity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
BEGIN
    IF NEW.id IS DISTINCT FROM OLD.id OR NEW.stream_id IS DISTINCT FROM OLD.stream_id THEN
        RAISE EXCEPTION 'custody: a row of % keeps its id and its stream', TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- The echo of the law: a row that holds facts may only change together with an event of its own story, written by
-- this very transaction. It is deferred, so it reads the row as it stands at COMMIT, however often it was changed.
CREATE FUNCTION custody.row_has_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
DECLARE
    row_now jsonb;
    kinds text[] := string_to_array(TG_ARGV[0], ',');
    refs text[] := string_to_array(TG_ARGV[1], ',');
BEGIN
    EXECUTE format('SELECT to_jsonb(t) FROM custody.%I t WHERE t.id = $1', TG_TABLE_NAME)
        INTO row_now USING NEW.id;
    PERFORM 1
        FROM custody.custody_stream s
        JOIN custody.custody_event e ON e.stream_id = s.id AND e.seq = s.seq
        WHERE s.id = (row_now ->> 'stream_id')::uuid
          AND s.seq = (row_now ->> 'last_seq')::bigint
          AND EXISTS (SELECT 1 FROM unnest(kinds, refs) AS story (kind, ref)
                      WHERE s.kind = story.kind AND s.ref::text = row_now ->> story.ref)
          AND e.written_xid = pg_current_xact_id()::text::bigint
          AND e.written_tx_at = transaction_timestamp();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'custody: a row of % changed without an event of its own', TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION custody.guard_evidence(target text, kinds text, refs text, facts text DEFAULT '') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, custody, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER guard_keeps BEFORE DELETE ON custody.%I FOR EACH ROW '
                   'EXECUTE FUNCTION custody.refuse_change()', target);
    EXECUTE format('CREATE TRIGGER guard_truncate BEFORE TRUNCATE ON custody.%I FOR EACH STATEMENT '
                   'EXECUTE FUNCTION custody.refuse_change()', target);
    EXECUTE format('CREATE TRIGGER guard_identity BEFORE UPDATE ON custody.%I FOR EACH ROW '
                   'EXECUTE FUNCTION custody.row_keeps_identity()', target);
    EXECUTE format('CREATE CONSTRAINT TRIGGER guard_event AFTER INSERT OR UPDATE %s ON custody.%I '
                   'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION '
                   'custody.row_has_event(%L, %L)', CASE WHEN facts = '' THEN '' ELSE 'OF ' || facts END,
                   target, kinds, refs);
    EXECUTE format('ALTER TABLE custody.%I ENABLE ALWAYS TRIGGER guard_keeps, ENABLE ALWAYS TRIGGER guard_truncate, '
                   'ENABLE ALWAYS TRIGGER guard_identity, ENABLE ALWAYS TRIGGER guard_event', target);
    EXECUTE format('REVOKE DELETE, TRUNCATE ON custody.%I FROM custody_app', target);
END $$;
REVOKE ALL ON FUNCTION custody.guard_evidence(text, text, text, text) FROM PUBLIC;
"""

LEDGER = r"""
ALTER TABLE custody.custody_event DROP COLUMN leaf_hash;
ALTER TABLE custody.custody_event
    ADD COLUMN leaf_hash bytea NOT NULL GENERATED ALWAYS AS (sha256('\x00'::bytea || payload)) STORED;
ALTER TABLE custody.custody_event ADD CONSTRAINT event_fits_a_tile CHECK (octet_length(payload) <= 65535);
CREATE SEQUENCE custody.custody_event_id_seq CACHE 1;
ALTER TABLE custody.custody_event ALTER COLUMN payload SET STORAGE EXTERNAL;
ALTER TABLE custody.custody_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
-- Clocks are re-armed all the time: room for the new version on the same page, and an early vacuum.
ALTER TABLE custody.custody_clock SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 2000);
ALTER TABLE custody.custody_pending SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

CREATE TRIGGER event_admit BEFORE INSERT ON custody.custody_event
    FOR EACH ROW EXECUTE FUNCTION custody.event_admit();
CREATE TRIGGER event_queue AFTER INSERT ON custody.custody_event
    FOR EACH ROW EXECUTE FUNCTION custody.event_queue();
CREATE TRIGGER leaf_admit BEFORE INSERT ON custody.custody_leaf
    FOR EACH ROW EXECUTE FUNCTION custody.leaf_admit();
ALTER TABLE custody.custody_event ENABLE ALWAYS TRIGGER event_admit, ENABLE ALWAYS TRIGGER event_queue;
ALTER TABLE custody.custody_leaf ENABLE ALWAYS TRIGGER leaf_admit;

CREATE TRIGGER guard_keeps BEFORE DELETE ON custody.custody_stream
    FOR EACH ROW EXECUTE FUNCTION custody.refuse_change();
CREATE TRIGGER guard_truncate BEFORE TRUNCATE ON custody.custody_stream
    FOR EACH STATEMENT EXECUTE FUNCTION custody.refuse_change();
ALTER TABLE custody.custody_stream ENABLE ALWAYS TRIGGER guard_keeps, ENABLE ALWAYS TRIGGER guard_truncate;
CREATE TRIGGER guard_truncate BEFORE TRUNCATE ON custody.custody_pending
    FOR EACH STATEMENT EXECUTE FUNCTION custody.refuse_change();
ALTER TABLE custody.custody_pending ENABLE ALWAYS TRIGGER guard_truncate;

INSERT INTO custody.custody_tree (id, size, frontier, root)
    VALUES (1, 0, ''::bytea, sha256(''::bytea));

REVOKE ALL ON custody.custody_event, custody.custody_stream, custody.custody_leaf, custody.custody_tile,
    custody.custody_tree, custody.custody_checkpoint, custody.custody_pending, custody.custody_disclosure,
    custody.custody_installation, custody.custody_idempotencykey FROM custody_app;
REVOKE ALL ON SEQUENCE custody.custody_event_id_seq FROM custody_app;
GRANT SELECT ON custody.custody_event, custody.custody_stream, custody.custody_leaf, custody.custody_tile,
    custody.custody_tree, custody.custody_checkpoint, custody.custody_pending, custody.custody_disclosure,
    custody.custody_installation, custody.custody_idempotencykey TO custody_app;
GRANT INSERT (stream_id, seq, code, op_id, payload, recorded_at) ON custody.custody_event TO custody_app;
GRANT INSERT (id, kind, ref) ON custody.custody_stream TO custody_app;
GRANT INSERT (stream_id, seq, name, salt, value, encrypted) ON custody.custody_disclosure TO custody_app;
GRANT INSERT ON custody.custody_idempotencykey TO custody_app;
GRANT UPDATE (demo_loaded_at) ON custody.custody_installation TO custody_app;
GRANT EXECUTE ON FUNCTION custody.ledger_reserve(uuid[]) TO custody_app;

GRANT SELECT ON custody.custody_event, custody.custody_leaf, custody.custody_tile, custody.custody_tree,
    custody.custody_checkpoint, custody.custody_pending, custody.custody_installation
    TO custody_integrator, custody_signer;
GRANT INSERT ON custody.custody_leaf, custody.custody_tile TO custody_integrator;
GRANT UPDATE ON custody.custody_tree TO custody_integrator;
GRANT DELETE ON custody.custody_pending TO custody_integrator;
GRANT INSERT (size, root, note) ON custody.custody_checkpoint TO custody_signer;
"""

APPEND_ONLY_SQL = "".join(
    f"""
CREATE TRIGGER guard_keeps BEFORE UPDATE OR DELETE ON custody.{table}
    FOR EACH ROW EXECUTE FUNCTION custody.refuse_change();
CREATE TRIGGER guard_truncate BEFORE TRUNCATE ON custody.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION custody.refuse_change();
ALTER TABLE custody.{table} ENABLE ALWAYS TRIGGER guard_keeps, ENABLE ALWAYS TRIGGER guard_truncate;
"""
    for table in APPEND_ONLY
)

EVIDENCE_SQL = "".join(
    f"SELECT custody.guard_evidence('{table}', '{kinds}', '{refs}', '{FACTS.get(table, '')}');\n"
    for table, (kinds, refs) in EVIDENCE.items()
)


class Migration(migrations.Migration):
    """Functions, triggers and rights."""

    dependencies = [("custody", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTIONS),
        migrations.RunSQL(LEDGER),
        migrations.RunSQL(APPEND_ONLY_SQL),
        migrations.RunSQL(EVIDENCE_SQL),
    ]
