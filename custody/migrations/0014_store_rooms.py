"""The register of waivers; what a place may hold in euros; inventories, audits, and stock from before the record."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from custody.migrations._together import together

EVIDENCE = {
    "custody_waiver": ("waiver", "id"),
    "custody_inventory": ("inventory", "id"),
    "custody_inventoryline": ("inventory", "inventory_id"),
    "custody_audit": ("audit", "id"),
    "custody_auditanswer": ("audit", "audit_id"),
    "custody_openingstock": ("opening", "id"),
    "custody_openingline": ("opening", "stock_id"),
}


class Migration(migrations.Migration):
    """Tables and their guards."""

    dependencies = [
        ("custody", "0011_handovers_signed_and_missions"),
    ]

    operations = together(
        [
            migrations.CreateModel(
                name="Waiver",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("rule", models.CharField(max_length=32)),
                    ("subject_kind", models.CharField(max_length=16)),
                    ("subject_id", models.UUIDField()),
                    ("amount", models.BigIntegerField(null=True)),
                    ("reason", models.CharField(max_length=300)),
                    ("asked_at", models.DateTimeField()),
                    ("expires_at", models.DateTimeField()),
                    ("state", models.CharField(default="asked", max_length=12)),
                    ("decided_at", models.DateTimeField(null=True)),
                    ("answer", models.CharField(max_length=300, null=True)),
                    ("ended_at", models.DateTimeField(null=True)),
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
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state", "granted")),
                            fields=["subject_id", "rule"],
                            name="waiver_granted",
                        ),
                        models.Index(
                            condition=models.Q(("state__in", ["asked", "granted"])),
                            fields=["expires_at"],
                            name="waiver_to_end",
                        ),
                        models.Index(fields=["-asked_at"], name="waiver_newest"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("asked_by", models.F("decided_by")), _negated=True),
                            name="waiver_four_eyes",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                                models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="waiver_decided_by_somebody",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state__in", ["granted", "ended", "expired"]), _negated=True),
                                ("decided_by__isnull", False),
                                _connector="OR",
                            ),
                            name="waiver_granted_by_somebody",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("state", "asked")),
                            fields=("rule", "subject_kind", "subject_id"),
                            name="waiver_one_open_question",
                        ),
                    ],
                },
            ),
            migrations.AddField("place", "cap_eur", models.BigIntegerField(null=True)),
            migrations.CreateModel(
                name="Audit",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("announced", models.BooleanField()),
                    ("planned_at", models.DateTimeField()),
                    ("state", models.CharField(default="planned", max_length=12)),
                    ("opened_at", models.DateTimeField(null=True)),
                    ("closed_at", models.DateTimeField(null=True)),
                    ("broken", models.IntegerField(null=True)),
                    ("conclusion", models.CharField(max_length=2000, null=True)),
                    (
                        "auditor",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "place",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="custody.place"
                        ),
                    ),
                    (
                        "planned_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="AuditAnswer",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("question", models.CharField(max_length=24)),
                    ("verdict", models.CharField(max_length=12)),
                    ("remark", models.CharField(max_length=500, null=True)),
                    ("answered_at", models.DateTimeField()),
                    (
                        "audit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="custody.audit"
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Inventory",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("kind", models.CharField(max_length=12)),
                    ("percent", models.SmallIntegerField()),
                    ("announced", models.BooleanField()),
                    ("cause", models.CharField(max_length=32, null=True)),
                    ("cause_id", models.UUIDField(null=True)),
                    ("clock_type", models.CharField(max_length=24)),
                    ("asked_at", models.DateTimeField()),
                    ("state", models.CharField(default="asked", max_length=12)),
                    (
                        "drawn",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=16), default=list, size=None
                        ),
                    ),
                    ("opened_at", models.DateTimeField(null=True)),
                    ("counted_at", models.DateTimeField(null=True)),
                    ("signed_at", models.DateTimeField(null=True)),
                    ("found", models.IntegerField(null=True)),
                    ("missing", models.IntegerField(null=True)),
                    ("differences", models.IntegerField(null=True)),
                    (
                        "asked_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "counter",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "place",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="custody.place"
                        ),
                    ),
                    (
                        "second",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="InventoryLine",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("label", models.CharField(max_length=16)),
                    ("seal_seen", models.CharField(max_length=32, null=True)),
                    ("package_count", models.IntegerField(null=True)),
                    ("gross_mg", models.BigIntegerField(null=True)),
                    ("outcome", models.CharField(max_length=12)),
                    ("found_at", models.DateTimeField()),
                    (
                        "found_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "inventory",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="custody.inventory"
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="custody.handlingunit",
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="OpeningStock",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("imported_at", models.DateTimeField()),
                    ("line_count", models.IntegerField()),
                    ("file_sha256", models.CharField(max_length=64)),
                    ("registered_at", models.DateTimeField(null=True)),
                    (
                        "imported_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "inventory",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="opening_stock",
                            to="custody.inventory",
                        ),
                    ),
                    (
                        "place",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="custody.place"
                        ),
                    ),
                    (
                        "registered_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="OpeningLine",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("row", models.IntegerField()),
                    ("label", models.CharField(max_length=16)),
                    ("kind", models.CharField(max_length=16)),
                    ("substance", models.CharField(max_length=24)),
                    ("form", models.CharField(max_length=24)),
                    ("package_count", models.IntegerField(null=True)),
                    ("gross_mg", models.BigIntegerField(null=True)),
                    ("seal", models.CharField(max_length=32, null=True)),
                    ("seized_on", models.DateField()),
                    ("case_reference", models.CharField(max_length=80)),
                    ("outcome", models.CharField(max_length=12, null=True)),
                    (
                        "unit",
                        models.OneToOneField(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="custody.handlingunit",
                        ),
                    ),
                    (
                        "stock",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="custody.openingstock"
                        ),
                    ),
                ],
            ),
            migrations.AddIndex(
                model_name="audit",
                index=models.Index(fields=["-planned_at"], name="audit_newest"),
            ),
            migrations.AddConstraint(
                model_name="auditanswer",
                constraint=models.UniqueConstraint(fields=("audit", "question"), name="audit_question_once"),
            ),
            migrations.AddIndex(
                model_name="inventory",
                index=models.Index(fields=["place", "-asked_at"], name="inventory_of_place"),
            ),
            migrations.AddIndex(
                model_name="inventory",
                index=models.Index(fields=["-asked_at"], name="inventory_newest"),
            ),
            migrations.AddConstraint(
                model_name="inventory",
                constraint=models.CheckConstraint(
                    condition=models.Q(("percent__gte", 1), ("percent__lte", 100)), name="inventory_percent"
                ),
            ),
            migrations.AddConstraint(
                model_name="inventory",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("counter__isnull", True), ("second__isnull", True)),
                        models.Q(("counter", models.F("second")), _negated=True),
                        _connector="OR",
                    ),
                    name="inventory_two_people",
                ),
            ),
            migrations.AddConstraint(
                model_name="inventory",
                constraint=models.UniqueConstraint(
                    condition=models.Q(("state__in", ["open", "counted"])),
                    fields=("place",),
                    name="inventory_one_open_in_a_place",
                ),
            ),
            migrations.AddConstraint(
                model_name="inventoryline",
                constraint=models.UniqueConstraint(fields=("inventory", "label"), name="inventory_line_once"),
            ),
            migrations.AddConstraint(
                model_name="openingstock",
                constraint=models.UniqueConstraint(
                    condition=models.Q(("registered_at__isnull", True)),
                    fields=("place",),
                    name="opening_one_list_at_a_time",
                ),
            ),
            migrations.AddConstraint(
                model_name="openingstock",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("registered_by__isnull", True),
                        models.Q(("registered_by", models.F("imported_by")), _negated=True),
                        _connector="OR",
                    ),
                    name="opening_two_people",
                ),
            ),
            migrations.AddConstraint(
                model_name="openingline",
                constraint=models.UniqueConstraint(fields=("stock", "label"), name="opening_label_once"),
            ),
            *(
                migrations.RunSQL(f"SELECT custody.guard_evidence('{table}', '{kind}', '{ref}', '');")
                for table, (kind, ref) in EVIDENCE.items()
            ),
        ]
    )
