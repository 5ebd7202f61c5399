"""A request to retain names the exhibit that it is about."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One column. Requests that are there name none, and are about every substance of their seizure."""

    dependencies = [("custody", "0080_a_label_that_was_found_is_reported")]

    operations = [
        migrations.AddField(
            "retentionrequest",
            "exhibit",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="custody.exhibit"
            ),
        )
    ]
