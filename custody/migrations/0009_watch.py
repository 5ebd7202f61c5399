"""Since when an engine is seen and what it saw cured, poisoned clocks, blackouts by time, and who was told at the start
of a duty."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

from custody.migrations._together import together


class Migration(migrations.Migration):
    """Heartbeats that know more, and messages at the start of a shift."""

    dependencies = [("custody", "0008_channels")]
    operations = together(
        [
            migrations.AddField("heartbeat", "began_at", models.DateTimeField(db_default=Now())),
            migrations.AddField("heartbeat", "cured", models.JSONField(db_default={})),
            migrations.AddIndex("blackout", models.Index(fields=["-ended_at"], name="blackout_newest")),
            migrations.AddIndex(
                "clock",
                models.Index(
                    fields=["eval_errors"],
                    name="clock_poisoned",
                    condition=Q(closed_at__isnull=True, eval_errors__gt=0),
                ),
            ),
            migrations.CreateModel(
                name="ShiftMessage",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("queued_at", models.DateTimeField(db_default=Now())),
                    (
                        "duty",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="custody.duty"
                        ),
                    ),
                ],
            ),
        ]
    )
