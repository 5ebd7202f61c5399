"""A clock stays with its subject, and its legal days end where they ended when it was armed.

The application role could hand a running clock to another subject, or to another time zone in which its days end later,
and no job found anything: nothing in the house ever does either. From here on only the owner can.
"""

from __future__ import annotations

from django.db import migrations

_COLUMNS = "(subject_kind, subject_id, zone)"
NARROW = f"REVOKE UPDATE {_COLUMNS} ON custody.custody_clock FROM custody_app"
WIDE = f"GRANT UPDATE {_COLUMNS} ON custody.custody_clock TO custody_app"


class Migration(migrations.Migration):
    """Rights on three columns."""

    dependencies = [("custody", "0070_a_count_taken_over_starts_blank")]
    operations = [migrations.RunSQL(NARROW, WIDE)]
