"""On which day a notice was served, once two people have read the proof."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns; what was served before has no proved day, and its period runs from when it was recorded."""

    dependencies = [("custody", "0067_members_of_a_committee_sign")]
    operations = [
        migrations.AddField("notice", "served_on", models.DateField(null=True)),
        migrations.AddField("notice", "proved_at", models.DateTimeField(null=True)),
    ]
