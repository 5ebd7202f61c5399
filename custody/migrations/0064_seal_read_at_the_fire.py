"""What was read of the seal of a unit as it went into the fire (R12)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column; what was loaded before had no seal read."""

    dependencies = [("custody", "0063_a_device_may_be_shared")]
    operations = [
        migrations.AddField("loaded", "seal_read", models.CharField(max_length=8, null=True)),
    ]
