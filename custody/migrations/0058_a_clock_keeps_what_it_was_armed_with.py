"""A clock keeps when it began, and the other facts its length is found by, out of the reach of the application role.

The role could move the start or the mass of a running clock past every action, and the quarter-hourly job found nothing:
it computes the due date from them. What is never changed can be changed by the owner only from here on, and the start is
kept twice: as it was armed, and as the row shows it.
"""

from __future__ import annotations

from django.db import migrations, models

NARROW = """
REVOKE UPDATE ON custody.custody_clock FROM custody_app;
GRANT UPDATE (subject_kind, subject_id, zone, site_id, started_at, due_at, next_stage, next_fire_at, fired_stage, replayed, paused_at, closed_at,
    closed_by, eval_errors)
    ON custody.custody_clock TO custody_app;
"""
WIDE = "GRANT UPDATE ON custody.custody_clock TO custody_app"


class Migration(migrations.Migration):
    """One column, and the rights on the columns of its table."""

    dependencies = [("custody", "0057_a_session_is_locked_and_who_came_in_is_kept")]
    operations = [
        migrations.AddField("clock", "armed_at", models.DateTimeField(null=True)),
        migrations.RunSQL("UPDATE custody.custody_clock SET armed_at = started_at", migrations.RunSQL.noop),
        migrations.RunSQL("ALTER TABLE custody.custody_clock ALTER COLUMN armed_at SET NOT NULL",
                          "ALTER TABLE custody.custody_clock ALTER COLUMN armed_at DROP NOT NULL",
                          state_operations=[migrations.AlterField("clock", "armed_at", models.DateTimeField())]),
        migrations.RunSQL(NARROW, WIDE),
    ]
