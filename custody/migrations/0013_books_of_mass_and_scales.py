"""The books of mass, counts, the register of scales with its calibrations, and what custodians' units lost."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together

ACCOUNTS = [
    "seized", "custody", "sample", "between", "destroyed", "consumed", "returned", "handed_over", "lost", "variance",
]  # fmt: skip
EVIDENCE = {
    "custody_posting": ("unit", "unit_id"),
    "custody_count": ("unit", "unit_id"),
    "custody_calibration": ("scale", "scale_id"),
}


def _story():
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("stream_id", models.UUIDField(db_index=True, editable=False)),
        ("last_seq", models.BigIntegerField(default=0, editable=False)),
    ]


def _of(model, *, name="+", null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """Tables and their guards."""

    dependencies = [("custody", "0015_packs_and_papers_of_orders")]
    operations = together(
        [
            migrations.AddField(
                "scale", "accuracy_class", models.CharField(db_default="III", default="III", max_length=4)
            ),
            migrations.AddField("scale", "withdrawn_at", models.DateTimeField(null=True)),
            migrations.AddConstraint(
                "scale",
                models.CheckConstraint(
                    condition=Q(accuracy_class__in=["I", "II", "III", "IIII"]), name="scale_class_known"
                ),
            ),
            migrations.CreateModel(
                name="Calibration",
                fields=[
                    *_story(),
                    ("calibrated_on", models.DateField()),
                    ("valid_until", models.DateField()),
                    ("accuracy_class", models.CharField(max_length=4)),
                    ("certificate", models.CharField(max_length=60)),
                    ("as_found", models.CharField(max_length=12)),
                    ("reported_at", models.DateTimeField()),
                    ("state", models.CharField(default="reported", max_length=12)),
                    ("decided_at", models.DateTimeField(null=True)),
                    ("decided_by", _of(settings.AUTH_USER_MODEL, null=True)),
                    ("reported_by", _of(settings.AUTH_USER_MODEL)),
                    ("scale", _of("custody.scale", name="calibrations")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            condition=Q(state="reported"), fields=("scale",), name="calibration_one_open"
                        ),
                        models.CheckConstraint(
                            condition=Q(valid_until__gt=F("calibrated_on")), name="calibration_lasts"
                        ),
                        models.CheckConstraint(
                            condition=Q(state="reported", decided_by__isnull=True, decided_at__isnull=True)
                            | (
                                Q(
                                    state__in=["approved", "rejected"],
                                    decided_by__isnull=False,
                                    decided_at__isnull=False,
                                )
                                & ~Q(decided_by=F("reported_by"))
                            ),
                            name="calibration_four_eyes",
                        ),
                    ]
                },
            ),
            migrations.CreateModel(
                name="Posting",
                fields=[
                    *_story(),
                    ("number", models.IntegerField()),
                    ("cause", models.CharField(max_length=32)),
                    ("from_account", models.CharField(max_length=12)),
                    ("to_account", models.CharField(max_length=12)),
                    ("mg", models.BigIntegerField()),
                    ("estimated", models.BooleanField(default=False)),
                    ("posted_at", models.DateTimeField()),
                    ("owner", _of(settings.AUTH_USER_MODEL)),
                    ("unit", _of("custody.handlingunit", name="postings")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("unit", "number"), name="posting_counted"),
                        models.CheckConstraint(condition=Q(mg__gte=0), name="posting_not_negative"),
                        models.CheckConstraint(
                            condition=Q(from_account__in=ACCOUNTS, to_account__in=ACCOUNTS)
                            & ~Q(from_account=F("to_account")),
                            name="posting_between_accounts",
                        ),
                    ],
                    "indexes": [
                        models.Index(
                            condition=Q(from_account="variance") | Q(to_account="variance"),
                            fields=["posted_at"],
                            name="posting_of_variance",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Count",
                fields=[
                    *_story(),
                    ("package_count", models.IntegerField()),
                    ("counted_at", models.DateTimeField()),
                    (
                        "answers",
                        models.OneToOneField(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="answer",
                            to="custody.count",
                        ),
                    ),
                    ("counted_by", _of(settings.AUTH_USER_MODEL)),
                    ("unit", _of("custody.handlingunit", name="counts")),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(condition=Q(package_count__gte=0), name="count_not_negative")
                    ]
                },
            ),
            migrations.CreateModel(
                name="Drift",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("difference_mg", models.BigIntegerField()),
                    ("uncertainty_mg", models.BigIntegerField()),
                    ("weighed_at", models.DateTimeField()),
                    ("officer", _of(settings.AUTH_USER_MODEL)),
                    ("scale", _of("custody.scale", null=True)),
                    ("unit", _of("custody.handlingunit")),
                    ("weighing", _of("custody.weighing")),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("weighing", "officer"), name="drift_once")],
                    "indexes": [
                        models.Index(fields=["officer", "-weighed_at"], name="drift_of_officer"),
                        models.Index(fields=["scale", "-weighed_at"], name="drift_on_scale"),
                    ],
                },
            ),
            *(
                migrations.RunSQL(f"SELECT custody.guard_evidence('{table}', '{kind}', '{ref}');")
                for table, (kind, ref) in EVIDENCE.items()
            ),
        ]
    )
