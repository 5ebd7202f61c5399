"""Sessions whose shift is long over may be removed: they are bookkeeping, and what happened in them stays."""

from django.db import migrations


class Migration(migrations.Migration):
    """One right more on one table."""

    dependencies = [("custody", "0058_a_clock_keeps_what_it_was_armed_with")]
    operations = [
        migrations.RunSQL(
            "GRANT DELETE ON custody.custody_fieldsession TO custody_app",
            "REVOKE DELETE ON custody.custody_fieldsession FROM custody_app",
        )
    ]
