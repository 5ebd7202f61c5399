"""Slots, crews, outages and licences of furnaces; plans of burns; what may be told the public. With their guards."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from custody.migrations._together import together

EVIDENCE = {
    "custody_slot": ("facility", "facility_id"),
    "custody_outage": ("facility", "facility_id"),
    "custody_licence": ("facility", "facility_id"),
    "custody_crewshift": ("crews", "id"),
    "custody_burnplan": ("plan", "id"),
    "custody_planline": ("plan", "plan_id"),
    "custody_publication": ("seizure", "seizure_id"),
}
FACTS = {
    "custody_burnplan": "jurisdiction, layer, digest, state, session_count, unit_count, unfilled_count, risk_hours, "
    "idle_risk_hours, planned_mg, left_mg, zero_at, planner_id, made_at, decided_by_id, decided_at, last_seq",
}


class Migration(migrations.Migration):
    """Tables and their guards."""

    dependencies = [
        ("custody", "0013_books_of_mass_and_scales"),
    ]

    operations = together(
        [
            migrations.CreateModel(
                name="BurnPlan",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("jurisdiction", models.CharField(max_length=8)),
                    ("layer", models.CharField(max_length=12)),
                    ("digest", models.CharField(max_length=64)),
                    ("state", models.CharField(default="made", max_length=12)),
                    ("session_count", models.IntegerField()),
                    ("unit_count", models.IntegerField()),
                    ("unfilled_count", models.IntegerField()),
                    ("risk_hours", models.BigIntegerField()),
                    ("idle_risk_hours", models.BigIntegerField()),
                    ("planned_mg", models.BigIntegerField()),
                    ("left_mg", models.BigIntegerField()),
                    ("zero_at", models.DateTimeField(null=True)),
                    ("made_at", models.DateTimeField()),
                    ("decided_at", models.DateTimeField(null=True)),
                    ("sentences", models.JSONField(default=list)),
                    (
                        "decided_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "planner",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="CrewShift",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("jurisdiction", models.CharField(max_length=8)),
                    ("begins_at", models.DateTimeField()),
                    ("ends_at", models.DateTimeField()),
                    ("crews", models.SmallIntegerField()),
                    ("escorts", models.SmallIntegerField()),
                    ("cancelled_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("cancelled_at__isnull", True)), fields=["ends_at"], name="shift_by_end"
                        )
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("begins_at__lt", models.F("ends_at"))), name="shift_has_length"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("crews__gte", 0), ("escorts__gte", 0)), name="shift_not_negative"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Licence",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    (
                        "substances",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=24), default=list, size=None
                        ),
                    ),
                    ("licensed_at", models.DateTimeField()),
                    (
                        "facility",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="licences", to="custody.facility"
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Outage",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("begins_at", models.DateTimeField()),
                    ("ends_at", models.DateTimeField()),
                    ("reason", models.CharField(max_length=16)),
                    ("ended_at", models.DateTimeField(null=True)),
                    (
                        "facility",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="outages", to="custody.facility"
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Publication",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("publishable_at", models.DateTimeField(null=True)),
                    (
                        "fields",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=16), default=list, size=None
                        ),
                    ),
                    ("reason", models.CharField(max_length=500)),
                    ("decided_at", models.DateTimeField()),
                    (
                        "decided_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "seizure",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="publications",
                            to="custody.seizure",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Slot",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("starts_at", models.DateTimeField()),
                    ("limit_mg", models.BigIntegerField()),
                    ("escorts", models.SmallIntegerField(default=1)),
                    ("withdrawn_at", models.DateTimeField(null=True)),
                    ("reason", models.CharField(max_length=16, null=True)),
                    (
                        "facility",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="custody.facility"
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="PlanLine",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("reason", models.CharField(max_length=16, null=True)),
                    ("planned_mg", models.BigIntegerField()),
                    (
                        "unit_ids",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=36), default=list, size=None
                        ),
                    ),
                    (
                        "plan",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="custody.burnplan"
                        ),
                    ),
                    (
                        "slot",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="plan_lines", to="custody.slot"
                        ),
                    ),
                ],
            ),
            migrations.AddIndex(
                model_name="burnplan",
                index=models.Index(fields=["-made_at"], name="plan_by_time"),
            ),
            migrations.AddConstraint(
                model_name="burnplan",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("decided_by__isnull", True),
                        models.Q(("decided_by", models.F("planner")), _negated=True),
                        _connector="OR",
                    ),
                    name="plan_four_eyes",
                ),
            ),
            migrations.AddConstraint(
                model_name="burnplan",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "made")),
                        models.Q(
                            ("decided_at__isnull", False),
                            ("decided_by__isnull", False),
                            ("state__in", ["approved", "refused"]),
                        ),
                        _connector="OR",
                    ),
                    name="plan_state_paired",
                ),
            ),
            migrations.AddIndex(
                model_name="outage",
                index=models.Index(fields=["ends_at"], name="outage_by_end"),
            ),
            migrations.AddConstraint(
                model_name="outage",
                constraint=models.CheckConstraint(
                    condition=models.Q(("begins_at__lt", models.F("ends_at"))), name="outage_has_length"
                ),
            ),
            migrations.AddIndex(
                model_name="slot",
                index=models.Index(
                    condition=models.Q(("withdrawn_at__isnull", True)), fields=["starts_at"], name="slot_by_time"
                ),
            ),
            migrations.AddConstraint(
                model_name="slot",
                constraint=models.UniqueConstraint(
                    condition=models.Q(("withdrawn_at__isnull", True)),
                    fields=("facility", "starts_at"),
                    name="slot_once",
                ),
            ),
            migrations.AddConstraint(
                model_name="slot",
                constraint=models.CheckConstraint(condition=models.Q(("limit_mg__gt", 0)), name="slot_takes_something"),
            ),
            migrations.AddConstraint(
                model_name="planline",
                constraint=models.UniqueConstraint(fields=("plan", "slot"), name="plan_slot_once"),
            ),
            *(
                migrations.RunSQL(
                    f"SELECT custody.guard_evidence('{table}', '{kind}', '{ref}', '{FACTS.get(table, '')}');"
                )
                for table, (kind, ref) in EVIDENCE.items()
            ),
        ]
    )
