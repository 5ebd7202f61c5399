"""Indexes for what the overview asks every minute: what moved lately, not all that ever was."""

from django.db import migrations, models
from django.db.models import Q

GONE = [
    "consumed_in_analysis", "destroyed", "destroyed_by_event", "disposed", "handed_over", "lost", "reconciled",
    "released", "returned", "stolen", "substituted", "superseded",
]  # fmt: skip


class Migration(migrations.Migration):
    """Five indexes."""

    dependencies = [("custody", "0032_an_event_that_destroys_is_inquired_into")]

    operations = [
        migrations.AddIndex("posting", models.Index(fields=["posted_at"], name="posting_by_time")),
        migrations.AddIndex("handlingunit", models.Index(fields=["seized_at"], name="unit_by_seizing")),
        migrations.AddIndex(
            "handlingunit",
            models.Index(fields=["state_since"], name="unit_gone_by_time", condition=Q(custody_state__in=GONE)),
        ),
        migrations.AddIndex(
            "manifestline",
            models.Index(fields=["destroyed_at"], name="burnt_by_time", condition=Q(destroyed_at__isnull=False)),
        ),
        migrations.AddIndex(
            "burnsession",
            models.Index(
                fields=["starts_at"], name="session_to_come", condition=Q(state__in=["planned", "approved"])
            ),
        ),
    ]
