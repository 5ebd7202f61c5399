"""Whoever had the goods signs for the seizure, or refuses; and with which kit they were tested."""

from django.db import migrations, models

from custody.migrations._together import together


class Migration(migrations.Migration):
    """Two columns, empty until somebody says it."""

    dependencies = [("custody", "0073_a_result_has_its_paper_and_a_seal_a_look")]

    operations = together(
        [
            migrations.AddField("seizure", "holder", models.CharField(max_length=12, null=True)),
            migrations.AddField("exhibit", "test_kit", models.CharField(max_length=60, null=True)),
        ]
    )
