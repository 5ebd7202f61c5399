"""Sampling begins and ends in one act: no unit was ever found being sampled, and none can be."""

from django.db import migrations, models
from django.db.models import Q

STATES = [
    "contained", "extraction", "emptied", "seized", "inside", "in_transit", "stored", "staged", "at_furnace",
    "destroyed", "reconciled", "released", "returned", "disposed", "consumed_in_analysis", "handed_over",
    "substituted", "training_loan", "stolen", "lost", "superseded", "destroyed_by_event", "controlled_delivery",
]  # fmt: skip


class Migration(migrations.Migration):
    """One state less."""

    dependencies = [("custody", "0059_a_session_that_is_over_may_go")]

    operations = [
        migrations.RemoveConstraint("handlingunit", "unit_custody_known"),
        migrations.AddConstraint(
            "handlingunit",
            models.CheckConstraint(condition=Q(custody_state__in=STATES), name="unit_custody_known"),
        ),
    ]
