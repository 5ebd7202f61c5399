"""A label that lay somewhere is photographed."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from custody.migrations._together import together

_SUBJECTS = ("unit", "seizure", "order", "decision", "found_label")
ONE_SUBJECT = Q()
for _one in _SUBJECTS:
    ONE_SUBJECT |= Q(**{f"{each}__isnull": each != _one for each in _SUBJECTS})

# The guard of 0050 for this table, and one story more: of a label that was found, who took the photo tells it. Of
# nothing else: the photo of a unit rests on the story of the unit alone.
GUARD = r"""
CREATE OR REPLACE FUNCTION custody.event_of_custody_photo() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
BEGIN
    -- Deferred, so it reads the row as it stands at COMMIT, however often it was changed.
    PERFORM 1
        FROM custody.custody_photo t
        JOIN custody.custody_stream s ON s.id = t.stream_id AND s.seq = t.last_seq
        JOIN custody.custody_event e ON e.stream_id = s.id AND e.seq = s.seq
        WHERE t.id = NEW.id
          AND ((s.kind = 'unit' AND s.ref = t.unit_id) OR (s.kind = 'seizure' AND s.ref = t.seizure_id)
               OR (s.kind = 'order' AND s.ref = t.order_id) OR (s.kind = 'decision' AND s.ref = t.decision_id)
               OR (s.kind = 'officer' AND s.ref = t.taken_by_id AND t.found_label_id IS NOT NULL))
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
    """A column, its constraint and the guard."""

    dependencies = [("custody", "0082_old_stock_of_every_kind")]

    operations = together(
        [
            migrations.AddField(
                "photo",
                "found_label",
                models.ForeignKey(
                    null=True, on_delete=django.db.models.deletion.PROTECT, related_name="photos",
                    to="custody.foundlabel",
                ),
            ),
            migrations.RemoveConstraint("photo", "photo_of_one_thing"),
            migrations.AddConstraint(
                "photo", models.CheckConstraint(condition=ONE_SUBJECT, name="photo_of_one_thing")
            ),
            migrations.RunSQL(GUARD),
        ]
    )
