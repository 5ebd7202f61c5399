"""Who saw what go into the fire, who signed for it, and the burns for which that is owed."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from custody.migrations._together import together


def _of(model, *, name="+", one=False):
    kind = models.OneToOneField if one else models.ForeignKey
    return kind(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


def _row():
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("stream_id", models.UUIDField(db_index=True, editable=False)),
        ("last_seq", models.BigIntegerField(default=0, editable=False)),
    ]


class Migration(migrations.Migration):
    """Tables and their guards."""

    dependencies = [("custody", "0029_a_second_person_for_what_belongs_to_a_target")]

    operations = together(
        [
            migrations.CreateModel(
                name="Loaded",
                fields=[
                    *_row(),
                    ("part", models.CharField(max_length=8)),
                    ("package_count", models.IntegerField(null=True)),
                    ("loaded_at", models.DateTimeField()),
                    ("session", _of("custody.burnsession", name="loaded")),
                    ("unit", _of("custody.handlingunit", name="loaded")),
                    ("loaded_by", _of(settings.AUTH_USER_MODEL)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=["session", "unit", "part"], name="loaded_once_by_each_part"),
                        models.UniqueConstraint(fields=["session", "unit", "loaded_by"], name="loaded_by_two_people"),
                        models.CheckConstraint(condition=Q(part__in=["calls", "counts"]), name="loaded_calls_or_counts"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Tally",
                fields=[
                    *_row(),
                    ("part", models.CharField(max_length=8)),
                    ("unit_count", models.IntegerField()),
                    ("package_count", models.IntegerField(null=True)),
                    ("signed_at", models.DateTimeField()),
                    ("session", _of("custody.burnsession", name="tallies")),
                    ("signed_by", _of(settings.AUTH_USER_MODEL)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=["session", "part"], name="tally_once_by_each_part"),
                        models.UniqueConstraint(fields=["session", "signed_by"], name="tally_by_two_people"),
                        models.CheckConstraint(condition=Q(part__in=["calls", "counts"]), name="tally_calls_or_counts"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="TallyOwed",
                fields=[
                    *_row(),
                    ("reason", models.CharField(max_length=500, null=True)),
                    ("owed_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("outcome", models.CharField(max_length=8, null=True)),
                    ("session", _of("custody.burnsession", name="tally_owed", one=True)),
                    ("owed_by", _of(settings.AUTH_USER_MODEL)),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=Q(ended_at__isnull=True, outcome__isnull=True)
                            | Q(ended_at__isnull=False, outcome__in=["signed", "waived"]),
                            name="tally_owed_ended_paired",
                        )
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_loaded', 'unit', 'unit_id', '');"),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_tally', 'session', 'session_id', '');"),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_tallyowed', 'session', 'session_id', '');"),
        ]
    )
