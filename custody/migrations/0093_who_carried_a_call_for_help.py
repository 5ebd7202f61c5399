"""A call for help that another officer's session brought says whose: who is said to have called is a claim."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """A column, and that nobody carries their own. Who carried one before today is not known any more."""

    dependencies = [("custody", "0092_when_nobody_was_at_a_session")]
    operations = [
        migrations.AddField(
            "incident",
            "carried_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            "incident",
            models.CheckConstraint(
                condition=Q(carried_by__isnull=True) | ~Q(carried_by=F("reported_by")),
                name="incident_carrier_is_not_caller",
            ),
        ),
    ]
