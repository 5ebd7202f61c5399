"""What a second person has yet to sign is no deadline of the goods: it does not stand for the clock they need."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

BEFORE = import_module("custody.migrations.0028_what_is_no_drugs_goes_another_way").NO_CLOCK_AFTER_THE_END
NOW = BEFORE.replace(
    "WHERE c.subject_id = u.id AND c.closed_at IS NULL",
    "WHERE c.subject_id = u.id AND c.closed_at IS NULL\n"
    "                            AND c.clock_type NOT IN ('SECOND_SIGNATURE', 'SIGNATURE_OWED')",
)


class Migration(migrations.Migration):
    """One function anew."""

    dependencies = [("custody", "0052_the_act_of_an_exception_is_attached")]
    operations = [migrations.RunSQL(NOW, BEFORE)]
