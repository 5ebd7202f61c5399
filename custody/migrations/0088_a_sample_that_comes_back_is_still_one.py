"""A sample that was gone and comes back is still the sample of what it was taken from."""

import django.db.models.deletion
from django.db import migrations, models

from custody.migrations._together import together

# The guard of 0050 for this table, and one story more: a sample that came back tells itself what it was. The bulk, which
# may have burnt since, tells what was taken out of it, and nothing of what became of that.
GUARD = r"""
CREATE OR REPLACE FUNCTION custody.event_of_custody_sample() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
BEGIN
    -- Deferred, so it reads the row as it stands at COMMIT, however often it was changed.
    PERFORM 1
        FROM custody.custody_sample t
        JOIN custody.custody_stream s ON s.id = t.stream_id AND s.seq = t.last_seq
        JOIN custody.custody_event e ON e.stream_id = s.id AND e.seq = s.seq
        WHERE t.id = NEW.id
          AND s.kind = 'unit'
          AND s.ref = CASE WHEN t.carried_from_id IS NULL THEN t.unit_id ELSE t.sample_unit_id END
          AND e.written_xid = pg_current_xact_id()::text::bigint
          AND e.written_tx_at = transaction_timestamp();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'custody: a row of % changed without an event of its own', TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    """A column and the guard. Of samples that came back before nothing is written anew."""

    dependencies = [("custody", "0087_cash_has_an_amount")]

    operations = together(
        [
            migrations.AddField(
                "sample",
                "carried_from",
                models.ForeignKey(
                    "custody.sample", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="carried_to"
                ),
            ),
            migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        ]
    )
