"""The guard of a row is a question written out for its table, which a session plans once.

Until now one function stood for all tables: it put the question about the row together as text, and the database read
and planned that text anew for every row at every COMMIT, twice for a row that was written and stamped. The question is
the same: the row as it stands at COMMIT rests on the head of its own story, and this very transaction wrote that head.
"""

from django.db import migrations

FUNCTIONS = r"""
CREATE FUNCTION custody.guard_of(target text, kinds text, refs text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, custody, pg_temp AS $make$
DECLARE
    own_story text;
BEGIN
    SELECT string_agg(format('(s.kind = %L AND s.ref = t.%I)', story.kind, story.ref), ' OR ')
        INTO STRICT own_story
        FROM unnest(string_to_array(kinds, ','), string_to_array(refs, ',')) AS story (kind, ref);
    EXECUTE format($body$
CREATE FUNCTION custody.%I() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
BEGIN
    -- Deferred, so it reads the row as it stands at COMMIT, however often it was changed.
    PERFORM 1
        FROM custody.%I t
        JOIN custody.custody_stream s ON s.id = t.stream_id AND s.seq = t.last_seq
        JOIN custody.custody_event e ON e.stream_id = s.id AND e.seq = s.seq
        WHERE t.id = NEW.id
          AND (%s)
          AND e.written_xid = pg_current_xact_id()::text::bigint
          AND e.written_tx_at = transaction_timestamp();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'custody: a row of %% changed without an event of its own', TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$$body$, 'event_of_' || target, target, own_story);
END $make$;
REVOKE ALL ON FUNCTION custody.guard_of(text, text, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION custody.guard_evidence(target text, kinds text, refs text, facts text DEFAULT '')
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, custody, pg_temp AS $$
BEGIN
    PERFORM custody.guard_of(target, kinds, refs);
    EXECUTE format('CREATE TRIGGER guard_keeps BEFORE DELETE ON custody.%I FOR EACH ROW '
                   'EXECUTE FUNCTION custody.refuse_change()', target);
    EXECUTE format('CREATE TRIGGER guard_truncate BEFORE TRUNCATE ON custody.%I FOR EACH STATEMENT '
                   'EXECUTE FUNCTION custody.refuse_change()', target);
    EXECUTE format('CREATE TRIGGER guard_identity BEFORE UPDATE ON custody.%I FOR EACH ROW '
                   'EXECUTE FUNCTION custody.row_keeps_identity()', target);
    EXECUTE format('CREATE CONSTRAINT TRIGGER guard_event AFTER INSERT OR UPDATE %s ON custody.%I '
                   'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION custody.%I()',
                   CASE WHEN facts = '' THEN '' ELSE 'OF ' || facts END, target, 'event_of_' || target);
    EXECUTE format('ALTER TABLE custody.%I ENABLE ALWAYS TRIGGER guard_keeps, ENABLE ALWAYS TRIGGER guard_truncate, '
                   'ENABLE ALWAYS TRIGGER guard_identity, ENABLE ALWAYS TRIGGER guard_event', target);
    EXECUTE format('REVOKE DELETE, TRUNCATE ON custody.%I FROM custody_app', target);
END $$;
"""

# Which columns hold facts, and whose story tells them, is read from the triggers that stand: nothing changes in either.
EACH_TABLE = r"""
DO $$
DECLARE
    standing record;
    said text[];
BEGIN
    FOR standing IN
        SELECT c.relname, pg_get_triggerdef(t.oid) AS definition, t.tgargs
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE t.tgname = 'guard_event' AND t.tgfoid = 'custody.row_has_event()'::regprocedure
        ORDER BY c.relname
    LOOP
        said := string_to_array(encode(standing.tgargs, 'escape'), '\000');
        PERFORM custody.guard_of(standing.relname, said[1], said[2]);
        EXECUTE format('DROP TRIGGER guard_event ON custody.%I', standing.relname);
        EXECUTE regexp_replace(standing.definition, 'EXECUTE FUNCTION .*$', '') ||
                format('EXECUTE FUNCTION custody.%I()', 'event_of_' || standing.relname);
        EXECUTE format('ALTER TABLE custody.%I ENABLE ALWAYS TRIGGER guard_event', standing.relname);
    END LOOP;
END $$;
DROP FUNCTION custody.row_has_event();
"""


class Migration(migrations.Migration):
    """A function for each table, called by the trigger that stands there."""

    dependencies = [("custody", "0049_sites_by_two")]

    operations = [migrations.RunSQL(FUNCTIONS), migrations.RunSQL(EACH_TABLE)]
