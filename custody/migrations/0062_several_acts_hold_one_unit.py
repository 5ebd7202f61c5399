"""Several written acts may hold one unit back at a time, each of them once: the goods are free when the last is lifted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One constraint takes the place of another."""

    dependencies = [("custody", "0061_what_came_back_bears_its_seal")]
    operations = [
        migrations.RemoveConstraint("hold", "hold_one_at_a_time"),
        migrations.AddConstraint(
            "hold",
            models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)),
                fields=("unit", "authority", "reference"),
                name="hold_once_by_an_act",
            ),
        ),
    ]
