"""What is looked for before anything is stopped: targets, tips whose source is sealed, and scan images."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together


def _of(model, *, name="+", null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


def _officer(*, null=False):
    return _of(settings.AUTH_USER_MODEL, null=null)


def _row():
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("stream_id", models.UUIDField(db_index=True, editable=False)),
        ("last_seq", models.BigIntegerField(default=0, editable=False)),
    ]


ROLES = (
    "officer", "source_handler", "crew", "storekeeper", "sampler", "case_officer", "planner", "supervisor",
    "duty_officer", "regional_head", "director", "checker", "witness", "auditor", "internal_affairs", "prosecutor",
    "judge", "committee", "administrator", "device", "engine",
)  # fmt: skip
EVIDENCE = {
    "custody_tip": ("tip", "id"),
    "custody_target": ("target", "id"),
    "custody_targethit": ("target", "target_id"),
    "custody_scanimage": ("target", "target_id"),
    "custody_scanreading": ("target", "target_id"),
}


class Migration(migrations.Migration):
    """Tables and their guards."""

    dependencies = [("custody", "0023_inner_units_are_taken_out")]

    operations = together(
        [
            migrations.AlterField(
                model_name="officer",
                name="roles",
                field=ArrayField(
                    base_field=models.CharField(choices=[(role, role) for role in ROLES], max_length=24), size=None
                ),
            ),
            migrations.CreateModel(
                name="Tip",
                fields=[
                    *_row(),
                    ("reference", models.CharField(max_length=8, unique=True)),
                    ("reliability", models.CharField(max_length=1)),
                    ("credibility", models.CharField(max_length=1)),
                    ("source_sealed", models.BinaryField()),
                    ("recorded_at", models.DateTimeField()),
                    ("handler", _officer()),
                ],
                options={"indexes": [models.Index(fields=["-recorded_at"], name="tip_newest")]},
            ),
            migrations.CreateModel(
                name="Target",
                fields=[
                    *_row(),
                    ("reference", models.CharField(max_length=8, unique=True)),
                    ("state", models.CharField(default="open", max_length=12)),
                    ("origin", models.CharField(max_length=16)),
                    ("authority", models.CharField(max_length=80, null=True)),
                    ("grounds_sealed", models.BinaryField()),
                    ("container_sealed", models.BinaryField(null=True)),
                    ("container_token", models.BinaryField(null=True)),
                    ("imo_sealed", models.BinaryField(null=True)),
                    ("imo_token", models.BinaryField(null=True)),
                    ("vessel_sealed", models.BinaryField(null=True)),
                    ("call", models.CharField(max_length=40, null=True)),
                    ("expected_at", models.DateTimeField()),
                    ("opened_at", models.DateTimeField()),
                    ("search_at", models.DateTimeField(null=True)),
                    ("asked_at", models.DateTimeField(null=True)),
                    ("reason_code", models.CharField(max_length=16, null=True)),
                    ("reason_sealed", models.BinaryField(null=True)),
                    ("let_go_at", models.DateTimeField(null=True)),
                    ("found_at", models.DateTimeField(null=True)),
                    ("found_authority", models.CharField(max_length=80, null=True)),
                    ("found_remark", models.CharField(max_length=2000, null=True)),
                    ("tip", _of("custody.tip", name="targets", null=True)),
                    ("opened_by", _officer()),
                    ("search_by", _officer(null=True)),
                    ("searcher", _officer(null=True)),
                    ("asked_by", _officer(null=True)),
                    ("let_go_by", _officer(null=True)),
                    ("found_told_by", _officer(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["container_token"], name="target_by_container"),
                        models.Index(fields=["imo_token"], name="target_by_ship"),
                        models.Index(fields=["-expected_at"], name="target_by_arrival"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=Q(container_sealed__isnull=False) | Q(imo_sealed__isnull=False),
                            name="target_names_something",
                        ),
                        models.CheckConstraint(
                            condition=Q(origin="tip", tip__isnull=False) | (~Q(origin="tip") & Q(tip__isnull=True)),
                            name="target_tip_has_its_row",
                        ),
                        models.CheckConstraint(
                            condition=Q(let_go_by__isnull=True, let_go_at__isnull=True)
                            | Q(let_go_by__isnull=False, let_go_at__isnull=False),
                            name="target_let_go_paired",
                        ),
                        models.CheckConstraint(
                            condition=Q(let_go_by__isnull=True)
                            | (Q(asked_by__isnull=False) & ~Q(let_go_by=F("asked_by"))),
                            name="target_two_people",
                        ),
                        models.CheckConstraint(
                            condition=~Q(state="let_go") | Q(let_go_by__isnull=False), name="target_let_go_was_decided"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="TargetHit",
                fields=[
                    *_row(),
                    ("met_at", models.DateTimeField()),
                    ("after_let_go", models.BooleanField()),
                    ("target", _of("custody.target", name="hits")),
                    ("unit", _of("custody.handlingunit", name="targeted_by")),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=["target", "unit"], name="target_met_once")],
                },
            ),
            migrations.CreateModel(
                name="ScanImage",
                fields=[
                    *_row(),
                    ("scanner", models.CharField(max_length=16)),
                    ("port", models.CharField(max_length=5, null=True)),
                    ("media_type", models.CharField(max_length=32)),
                    ("size_bytes", models.BigIntegerField()),
                    ("storage_name", models.CharField(max_length=120, unique=True)),
                    ("key_sealed", models.BinaryField(null=True)),
                    ("added_at", models.DateTimeField()),
                    ("target", _of("custody.target", name="images")),
                    ("added_by", _officer()),
                ],
            ),
            migrations.CreateModel(
                name="ScanReading",
                fields=[
                    *_row(),
                    ("result", models.CharField(max_length=12)),
                    ("remark", models.CharField(max_length=2000, null=True)),
                    ("read_at", models.DateTimeField()),
                    ("target", _of("custody.target", name="readings")),
                    ("scan", _of("custody.scanimage", name="readings")),
                    ("read_by", _officer()),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=["scan", "read_by"], name="scan_read_once_each")],
                },
            ),
            *(
                migrations.RunSQL(f"SELECT custody.guard_evidence('{table}', '{kind}', '{ref}', '');")
                for table, (kind, ref) in EVIDENCE.items()
            ),
        ]
    )
