"""Jurisdiction packs and the papers around an order; a sample never lies in one unit with the bulk."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from custody.migrations._together import together

GUARDS = {
    "custody_jurisdictionpack": ("pack", "id", ""),
    "custody_instruction": ("seizure", "seizure_id", ""),
    "custody_samplingplan": ("seizure", "seizure_id", ""),
    "custody_judgeconsent": ("order", "order_id", ""),
    "custody_spokenorder": ("order", "order_id", ""),
    "custody_notice": ("notice", "id", ""),
    "custody_retentionrequest": ("retention", "id", ""),
    "custody_orderrequest": (
        "request",
        "id",
        """seizure_id, authority, jurisdiction, labels, reference, proposed_sealed, asked_by_id, addressee_id, asked_at,
        opened_at, state, answer, words, answered_at, order_id, explanation, last_seq""",
    ),
}
"""Table: the kind of stream that tells its story, what that is about, and the facts where it has other columns."""

ROLES = (
    "officer", "crew", "storekeeper", "sampler", "case_officer", "planner", "supervisor", "duty_officer",
    "regional_head", "director", "checker", "witness", "auditor", "internal_affairs", "prosecutor", "judge", "committee",
    "administrator", "device", "engine",
)  # fmt: skip


class Migration(migrations.Migration):
    """Tables and their guards."""

    dependencies = [
        ("custody", "0016_lottery_labels_documents"),
    ]

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
                name="JudgeConsent",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("authority", models.CharField(max_length=24)),
                    ("number_sealed", models.BinaryField()),
                    ("given_on", models.DateField()),
                    ("authorised_at", models.DateTimeField()),
                    (
                        "order",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="consent",
                            to="custody.destructionorder",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="SamplingPlan",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("packages", models.IntegerField()),
                    ("size", models.IntegerField()),
                    ("method", models.CharField(max_length=24)),
                    ("share", models.SmallIntegerField()),
                    ("confidence", models.SmallIntegerField()),
                    ("seed", models.CharField(max_length=64)),
                    ("chosen", models.JSONField()),
                    ("planned_at", models.DateTimeField()),
                    (
                        "exhibit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="sampling_plans",
                            to="custody.exhibit",
                        ),
                    ),
                    (
                        "planned_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "seizure",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="sampling_plans",
                            to="custody.seizure",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="Instruction",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("reference", models.CharField(max_length=64)),
                    ("opened_at", models.DateTimeField()),
                    ("closed_at", models.DateTimeField(null=True)),
                    (
                        "closed_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "opened_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "seizure",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="instructions",
                            to="custody.seizure",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("closed_at__isnull", True)),
                            fields=("seizure",),
                            name="instruction_one_open",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("closed_by__isnull", True),
                                models.Q(("closed_by", models.F("opened_by")), _negated=True),
                                _connector="OR",
                            ),
                            name="instruction_four_eyes",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="JurisdictionPack",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("jurisdiction", models.CharField(max_length=8)),
                    ("version", models.IntegerField()),
                    ("title", models.CharField(max_length=80)),
                    ("digest", models.CharField(max_length=64)),
                    ("document", models.TextField()),
                    ("state", models.CharField(default="open", max_length=12)),
                    ("proposed_at", models.DateTimeField()),
                    ("decided_at", models.DateTimeField(null=True)),
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
                        "proposed_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state__in", ["approved", "rejected"]), _negated=True),
                                models.Q(("proposed_by", models.F("decided_by")), _negated=True),
                                _connector="OR",
                            ),
                            name="pack_four_eyes",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("state", "open")), fields=("jurisdiction",), name="pack_one_open"
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("state", "approved")),
                            fields=("jurisdiction", "version"),
                            name="pack_version_once",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Notice",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("notice_kind", models.CharField(max_length=16)),
                    ("addressee", models.CharField(max_length=24)),
                    ("jurisdiction", models.CharField(max_length=8)),
                    ("reference", models.CharField(max_length=64)),
                    ("served_at", models.DateTimeField()),
                    ("state", models.CharField(default="running", max_length=12)),
                    ("grounds", models.CharField(max_length=2000, null=True)),
                    ("answered_at", models.DateTimeField(null=True)),
                    ("closed_at", models.DateTimeField(null=True)),
                    (
                        "answered_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "closed_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "order",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="notices",
                            to="custody.destructionorder",
                        ),
                    ),
                    (
                        "seizure",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="notices",
                            to="custody.seizure",
                        ),
                    ),
                    (
                        "served_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("order__isnull", True), ("seizure__isnull", False)),
                                models.Q(("order__isnull", False), ("seizure__isnull", True)),
                                _connector="OR",
                            ),
                            name="notice_of_one_thing",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("closed_by__isnull", True),
                                models.Q(("closed_by", models.F("served_by")), _negated=True),
                                _connector="OR",
                            ),
                            name="notice_four_eyes",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("seizure__isnull", False), ("state__in", ["running", "answered"])),
                            fields=("seizure",),
                            name="notice_one_open",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("order__isnull", False), ("state__in", ["running", "answered"])),
                            fields=("order",),
                            name="appeal_one_open",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="OrderRequest",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("authority", models.CharField(max_length=24)),
                    ("jurisdiction", models.CharField(max_length=8)),
                    ("labels", models.JSONField()),
                    ("reference", models.CharField(max_length=64)),
                    ("proposed_sealed", models.BinaryField()),
                    ("asked_at", models.DateTimeField()),
                    ("opened_at", models.DateTimeField(null=True)),
                    ("state", models.CharField(default="open", max_length=12)),
                    ("answer", models.CharField(max_length=12, null=True)),
                    ("words", models.CharField(max_length=2000, null=True)),
                    ("answered_at", models.DateTimeField(null=True)),
                    ("explanation", models.CharField(max_length=2000, null=True)),
                    ("link_token", models.BinaryField(null=True, unique=True)),
                    ("link_expires_at", models.DateTimeField(null=True)),
                    (
                        "addressee",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "asked_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "order",
                        models.OneToOneField(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="asked_for",
                            to="custody.destructionorder",
                        ),
                    ),
                    (
                        "seizure",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="order_requests",
                            to="custody.seizure",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("state", "open")), fields=["addressee"], name="request_open")
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("asked_by", models.F("addressee")), _negated=True),
                            name="request_two_people",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(
                                ("state", "open"), models.Q(("answer", "ask"), ("state", "answered")), _connector="OR"
                            ),
                            fields=("seizure",),
                            name="request_one_open",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RetentionRequest",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("authority", models.CharField(max_length=24)),
                    ("retain_mg", models.BigIntegerField()),
                    ("reason", models.CharField(max_length=2000)),
                    ("asked_at", models.DateTimeField()),
                    ("state", models.CharField(default="asked", max_length=12)),
                    ("answer", models.CharField(max_length=2000, null=True)),
                    ("decided_at", models.DateTimeField(null=True)),
                    ("grounds", models.CharField(max_length=2000, null=True)),
                    ("appealed_at", models.DateTimeField(null=True)),
                    (
                        "asked_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
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
                        "seizure",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="retentions", to="custody.seizure"
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("retain_mg__gt", 0)), name="retention_of_something"),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("decided_by__isnull", True),
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                _connector="OR",
                            ),
                            name="retention_four_eyes",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("state__in", ["asked", "appealed"])),
                            fields=("seizure",),
                            name="retention_one_open",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SpokenOrder",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("spoken_by", models.CharField(max_length=64)),
                    ("spoken_at", models.DateTimeField()),
                    ("number_sealed", models.BinaryField(null=True)),
                    ("confirmed_on", models.DateField(null=True)),
                    ("confirmed_at", models.DateTimeField(null=True)),
                    (
                        "confirmed_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "listener",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "order",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="spoken",
                            to="custody.destructionorder",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("recorded_by", models.F("listener")), _negated=True),
                            name="spoken_two_heard",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("confirmed_at__isnull", True),
                                    ("confirmed_by__isnull", True),
                                    ("confirmed_on__isnull", True),
                                ),
                                models.Q(
                                    ("confirmed_at__isnull", False),
                                    ("confirmed_by__isnull", False),
                                    ("confirmed_on__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="spoken_confirmed_paired",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("confirmed_by__isnull", True),
                                models.Q(("confirmed_by", models.F("recorded_by")), _negated=True),
                                _connector="OR",
                            ),
                            name="spoken_four_eyes",
                        ),
                    ],
                },
            ),
            migrations.AddConstraint(
                "handlingunit",
                models.CheckConstraint(
                    condition=~models.Q(kind="sample") | models.Q(parent__isnull=True), name="unit_sample_lies_alone"
                ),
            ),
            *(
                migrations.RunSQL(f"SELECT custody.guard_evidence('{table}', '{kind}', '{ref}', '{facts}');")
                for table, (kind, ref, facts) in GUARDS.items()
            ),
        ]
    )
