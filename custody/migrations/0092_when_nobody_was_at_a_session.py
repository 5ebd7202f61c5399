"""A session keeps when it was locked: what a device says was signed in such a stretch is looked at before it counts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column. What was locked before today is not known any more."""

    dependencies = [("custody", "0091_what_is_known_of_a_discrepancy")]
    operations = [migrations.AddField("fieldsession", "unwatched", models.JSONField(default=list))]
