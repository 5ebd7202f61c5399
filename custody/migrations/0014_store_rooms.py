"""The register of waivers; what a place may hold in euros."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and their guards."""

    dependencies = [
        ("custody", "0011_handovers_signed_and_missions"),
    ]

    operations = [
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
                        condition=models.Q(("state", "granted")), fields=["subject_id", "rule"], name="waiver_granted"
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
                        condition=models.Q(("asked_by", models.F("decided_by")), _negated=True), name="waiver_four_eyes"
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
        migrations.RunSQL("SELECT custody.guard_evidence('custody_waiver', 'waiver', 'id', '');"),
    ]
