"""An officer may take back a duress code: it is bookkeeping, and nothing tells that there was one."""

from django.db import migrations


class Migration(migrations.Migration):
    """One right more on one table."""

    dependencies = [("custody", "0009_watch")]
    operations = [migrations.RunSQL("GRANT DELETE ON custody.custody_duresscode TO custody_app;")]
