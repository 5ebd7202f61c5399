"""Each event a value belongs to is looked up by its key, whatever the planner once thought of the table's size.

A session plans the question of 0035 when it first asks it. Asked while the house was new it was planned as a walk
through all events, and remained so: every act of a replay walked through everything recorded before it.
"""

from django.db import migrations

ADMIT = r"""
CREATE OR REPLACE FUNCTION custody.disclosure_admit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
BEGIN
    -- OFFSET keeps this a question about one event: without it the planner may join it to the whole table.
    PERFORM 1 FROM (SELECT DISTINCT stream_id, seq FROM told) t
        WHERE NOT EXISTS (SELECT 1 FROM custody.custody_event e
                          WHERE e.stream_id = t.stream_id AND e.seq = t.seq
                            AND e.written_xid = pg_current_xact_id()::text::bigint
                            AND e.written_tx_at = transaction_timestamp()
                          OFFSET 0);
    IF FOUND THEN
        RAISE EXCEPTION 'custody: a value belongs to an event of its own transaction'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    """The guard of the values, again."""

    dependencies = [("custody", "0045_what_was_left_of_a_burn")]

    operations = [migrations.RunSQL(ADMIT)]
