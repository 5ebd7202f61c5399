"""Places that no camera or no alarm watches, and drills."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together


def _of(model, *, name="+", null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """A table and its guard."""

    dependencies = [("custody", "0022_several_official_reports_per_seizure")]

    operations = together(
        [
            migrations.CreateModel(
                name="WatchReport",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("what", models.CharField(max_length=8)),
                    ("drill", models.BooleanField()),
                    ("remark", models.CharField(max_length=500, null=True)),
                    ("reported_at", models.DateTimeField()),
                    ("answered_at", models.DateTimeField(null=True)),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("finding", models.CharField(max_length=500, null=True)),
                    ("place", _of("custody.place", name="watch_reports")),
                    ("reported_by", _of(settings.AUTH_USER_MODEL)),
                    ("answered_by", _of(settings.AUTH_USER_MODEL, null=True)),
                    ("ended_by", _of(settings.AUTH_USER_MODEL, null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(
                            fields=["place"],
                            name="watch_open",
                            condition=Q(answered_at__isnull=True, ended_at__isnull=True),
                        )
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=Q(answered_by__isnull=True, answered_at__isnull=True)
                            | (
                                Q(drill=True, answered_at__isnull=False, ended_at__isnull=True)
                                & ~Q(answered_by=F("reported_by"))
                            ),
                            name="watch_drill_answered_by_another",
                        ),
                        models.CheckConstraint(
                            condition=Q(ended_by__isnull=True, ended_at__isnull=True, finding__isnull=True)
                            | (
                                Q(ended_by__isnull=False, ended_at__isnull=False, finding__isnull=False)
                                & (Q(drill=True) | ~Q(ended_by=F("reported_by")))
                            ),
                            name="watch_outage_ended_by_another",
                        ),
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_watchreport', 'place', 'place_id', '');"),
        ]
    )
