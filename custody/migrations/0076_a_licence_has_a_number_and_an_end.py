"""A licence of a furnace has a number, a first day and, where it ends, a last one."""

from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together


class Migration(migrations.Migration):
    """Three columns and what holds between them. Rows that are there keep no number, and count as they did."""

    dependencies = [("custody", "0075_who_from_outside_stood_by_at_a_fire")]

    operations = together(
        [
            migrations.AddField("licence", "number", models.CharField(max_length=64, default="", db_default="")),
            migrations.AddField("licence", "valid_from_on", models.DateField(null=True)),
            migrations.AddField("licence", "valid_until_on", models.DateField(null=True)),
            migrations.AddConstraint(
                "licence",
                models.CheckConstraint(
                    condition=Q(number="", valid_from_on__isnull=True, valid_until_on__isnull=True)
                    | (
                        ~Q(number="")
                        & Q(valid_from_on__isnull=False)
                        & (Q(valid_until_on__isnull=True) | Q(valid_from_on__lte=F("valid_until_on")))
                    ),
                    name="licence_days_in_order",
                ),
            ),
        ]
    )
