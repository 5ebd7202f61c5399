"""A value is told of an event of its own transaction: asked once for all values of an act, not once for each."""

import django.db.models.deletion
from django.db import migrations, models

ADMIT = r"""
CREATE FUNCTION custody.disclosure_admit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
BEGIN
    PERFORM 1 FROM (SELECT DISTINCT stream_id, seq FROM told) t
        WHERE NOT EXISTS (SELECT 1 FROM custody.custody_event e
                          WHERE e.stream_id = t.stream_id AND e.seq = t.seq
                            AND e.written_xid = pg_current_xact_id()::text::bigint
                            AND e.written_tx_at = transaction_timestamp());
    IF FOUND THEN
        RAISE EXCEPTION 'custody: a value belongs to an event of its own transaction'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER disclosure_admit AFTER INSERT ON custody.custody_disclosure
    REFERENCING NEW TABLE AS told FOR EACH STATEMENT EXECUTE FUNCTION custody.disclosure_admit();
ALTER TABLE custody.custody_disclosure ENABLE ALWAYS TRIGGER disclosure_admit;
"""


class Migration(migrations.Migration):
    """The guard first, then the key that it stands in for: it let a value be told of an event nobody wrote."""

    dependencies = [("custody", "0034_what_an_authority_decides_is_signed_by_two")]

    operations = [
        migrations.RunSQL(ADMIT),
        migrations.AlterField(
            "disclosure",
            "stream",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="custody.stream",
            ),
        ),
    ]
