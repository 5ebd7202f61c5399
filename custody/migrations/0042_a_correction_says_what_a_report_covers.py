"""What a correction of an official report may also put right: which units it covers, and whether it is the initial one."""

from django.db import migrations, models

from custody.migrations._together import together


class Migration(migrations.Migration):
    """Two columns more."""

    dependencies = [("custody", "0041_what_cannot_be_recorded_is_held")]

    operations = together(
        [
            migrations.AddField("reportcorrection", "labels", models.JSONField(null=True)),
            migrations.AddField("reportcorrection", "initial", models.BooleanField(null=True)),
        ]
    )
