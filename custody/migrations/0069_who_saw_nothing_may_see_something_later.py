"""Who said that an image shows nothing, and looks again, may say that something is there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One reading of each result of each person, where it was one of each person."""

    dependencies = [("custody", "0068_the_day_of_service_is_proved")]
    operations = [
        migrations.RemoveConstraint("scanreading", "scan_read_once_each"),
        migrations.AddConstraint(
            "scanreading",
            models.UniqueConstraint(fields=["scan", "read_by", "result"], name="scan_read_once_each"),
        ),
    ]
