"""Who let an alert lapse: bookkeeping of the ladder, which goes past them."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("custody", "0006_clocks_and_holds")]
    operations = [
        migrations.AddField(
            "alert",
            "let_lapse",
            django.contrib.postgres.fields.ArrayField(models.UUIDField(), default=list, size=None),
        ),
    ]
