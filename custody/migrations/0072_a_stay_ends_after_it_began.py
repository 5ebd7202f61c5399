"""A stay in a place ends no earlier than it began."""

from django.db import migrations, models

_ADD = (
    "ALTER TABLE custody_placement ADD CONSTRAINT placement_ends_after"
    " CHECK (until_at IS NULL OR until_at >= since_at) NOT VALID"
)


class Migration(migrations.Migration):
    """Rows of an older house, in which a late entry could end a stay before its beginning, stay as the ledger has them."""

    dependencies = [("custody", "0071_a_clock_stays_with_its_subject_and_in_its_zone")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(_ADD, "ALTER TABLE custody_placement DROP CONSTRAINT placement_ends_after")
            ],
            state_operations=[
                migrations.AddConstraint(
                    "placement",
                    models.CheckConstraint(
                        condition=models.Q(until_at__isnull=True) | models.Q(until_at__gte=models.F("since_at")),
                        name="placement_ends_after",
                    ),
                )
            ],
        )
    ]
