"""How much of a liquid it is, beside what it weighs."""

from django.db import migrations, models
from django.db.models import Q

from custody.migrations._together import together


class Migration(migrations.Migration):
    """One column more."""

    dependencies = [("custody", "0030_two_people_count_what_burns")]

    operations = together(
        [
            migrations.AddField("handlingunit", "volume_ml", models.BigIntegerField(null=True)),
            migrations.AddConstraint(
                "handlingunit",
                models.CheckConstraint(condition=Q(volume_ml__gt=0), name="unit_volume_is_some"),
            ),
        ]
    )
