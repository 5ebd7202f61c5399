"""Who signed a held form may ask to have it set aside, for they know that it was recorded elsewhere. Another person, who
neither signed nor asked, decides it as before (``held_set_aside_by_two``)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One constraint gives way to a wider one: a request is whole, whoever made it."""

    dependencies = [("custody", "0050_each_table_has_a_guard_of_its_own")]

    operations = [
        migrations.RemoveConstraint(model_name="heldreport", name="held_asked_by_another"),
        migrations.AddConstraint(
            model_name="heldreport",
            constraint=models.CheckConstraint(
                condition=models.Q(asked_by__isnull=True, asked_at__isnull=True, reason__isnull=True)
                | models.Q(asked_by__isnull=False, asked_at__isnull=False, reason__isnull=False),
                name="held_asked_whole",
            ),
        ),
    ]
