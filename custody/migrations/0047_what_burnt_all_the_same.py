"""Burns that took place without one of the things that release them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from custody.migrations._together import together


def _of(model, *, name="+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """A table and its guard."""

    dependencies = [("custody", "0046_a_value_is_looked_up_by_its_event")]

    operations = together(
        [
            migrations.CreateModel(
                name="BurnTold",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("began_at", models.DateTimeField()),
                    ("burnt_at", models.DateTimeField()),
                    ("lacks", models.CharField(max_length=32)),
                    ("reason", models.CharField(max_length=500)),
                    ("told_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("outcome", models.CharField(max_length=12, null=True)),
                    ("session", _of("custody.burnsession", name="told")),
                    ("told_by", _of(settings.AUTH_USER_MODEL)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=["session"], name="burn_told_once_at_a_time", condition=Q(ended_at__isnull=True)
                        ),
                        models.CheckConstraint(
                            condition=Q(ended_at__isnull=True, outcome__isnull=True)
                            | Q(ended_at__isnull=False, outcome__in=["recorded", "aborted", "cancelled"]),
                            name="burn_told_ended_paired",
                        ),
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_burntold', 'session', 'session_id', '');"),
        ]
    )
