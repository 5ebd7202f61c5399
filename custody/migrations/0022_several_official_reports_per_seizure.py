"""Official reports of a seizure, and how their entries are put right."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together


def _of(model, *, name="+", null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """Tables and their guards."""

    dependencies = [("custody", "0025_variances_pass_on_and_places_overflow")]

    operations = together(
        [
            migrations.CreateModel(
                name="OfficialReport",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("jurisdiction", models.CharField(max_length=8)),
                    ("report_kind", models.CharField(max_length=16)),
                    ("service", models.CharField(max_length=64)),
                    ("number", models.CharField(max_length=64)),
                    ("year", models.SmallIntegerField()),
                    ("drawn_on", models.DateField()),
                    ("whole", models.BooleanField()),
                    ("labels", models.JSONField()),
                    ("initial", models.BooleanField()),
                    ("recorded_at", models.DateTimeField()),
                    ("recorded_by", _of(settings.AUTH_USER_MODEL)),
                    ("seizure", _of("custody.seizure", name="reports")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=["jurisdiction", "service", "year", "number"], name="report_number_once"
                        ),
                        models.UniqueConstraint(
                            fields=["seizure"], name="report_one_initial", condition=Q(initial=True)
                        ),
                        models.CheckConstraint(
                            condition=Q(whole=True, labels=[]) | (Q(whole=False) & ~Q(labels=[])),
                            name="report_covers_something",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ReportCorrection",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("report_kind", models.CharField(max_length=16)),
                    ("service", models.CharField(max_length=64)),
                    ("number", models.CharField(max_length=64)),
                    ("drawn_on", models.DateField()),
                    ("reason", models.CharField(max_length=500)),
                    ("asked_at", models.DateTimeField()),
                    ("state", models.CharField(default="asked", max_length=12)),
                    ("decided_at", models.DateTimeField(null=True)),
                    ("asked_by", _of(settings.AUTH_USER_MODEL)),
                    ("decided_by", _of(settings.AUTH_USER_MODEL, null=True)),
                    ("report", _of("custody.officialreport", name="corrections")),
                    ("seizure", _of("custody.seizure")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=["report"], name="report_correction_open", condition=Q(state="asked")
                        ),
                        models.CheckConstraint(
                            condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True)
                            | Q(
                                state__in=["approved", "refused"],
                                decided_by__isnull=False,
                                decided_at__isnull=False,
                            ),
                            name="report_correction_decided_paired",
                        ),
                        models.CheckConstraint(
                            condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                            name="report_correction_four_eyes",
                        ),
                    ],
                },
            ),
            *(
                migrations.RunSQL(f"SELECT custody.guard_evidence('{table}', 'seizure', 'seizure_id', '');")
                for table in ("custody_officialreport", "custody_reportcorrection")
            ),
        ]
    )
