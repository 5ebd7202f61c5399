"""What waits for a second person about a unit may be overtaken: the unit became others first."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """One more way for a request to end."""

    dependencies = [("custody", "0076_a_licence_has_a_number_and_an_end")]

    operations = [
        migrations.RemoveConstraint(model_name="proposal", name="exception_decided_paired"),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    state__in=["approved", "refused", "withdrawn", "overtaken"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="exception_decided_paired",
            ),
        ),
    ]
