"""Ash is only what was scheduled, staged and seen: the parts of invariant 3 that one row can hold (domain rules 4.3)."""

from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together


class Migration(migrations.Migration):
    dependencies = [("custody", "0017_slots_crews_and_plans")]

    operations = together(
        [
            migrations.AddConstraint(
                model_name="burnsession",
                constraint=models.CheckConstraint(
                    condition=~Q(state="burnt")
                    | Q(
                        approver__isnull=False,
                        approved_at__lte=F("burn_started_at"),
                        burnt_at__gte=F("burn_started_at"),
                        witness_a__isnull=False,
                        witness_b__isnull=False,
                        unusual_events__isnull=False,
                    ),
                    name="session_burnt_is_whole",
                ),
            ),
            migrations.AddConstraint(
                model_name="handlingunit",
                constraint=models.CheckConstraint(
                    condition=~Q(custody_state__in=["destroyed", "reconciled"]) | Q(authority_state="scheduled"),
                    name="unit_ash_was_scheduled",
                ),
            ),
            migrations.AddConstraint(
                model_name="manifestline",
                constraint=models.CheckConstraint(
                    condition=Q(destroyed_at__isnull=True)
                    | Q(live=True, staged_at__lte=F("destroyed_at"), staged_mg__isnull=False, checker__isnull=False),
                    name="burnt_was_staged",
                ),
            ),
        ]
    )
