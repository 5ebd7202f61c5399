"""Inquiries into what was destroyed by an event."""

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

    dependencies = [("custody", "0031_liquids_have_a_volume")]

    operations = together(
        [
            migrations.CreateModel(
                name="Inquiry",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("opened_at", models.DateTimeField()),
                    ("cause", models.CharField(max_length=16, null=True)),
                    ("report_number", models.CharField(max_length=64, null=True)),
                    ("finding", models.CharField(max_length=2000, null=True)),
                    ("closed_at", models.DateTimeField(null=True)),
                    (
                        "unit",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="inquiry",
                            to="custody.handlingunit",
                        ),
                    ),
                    ("residue", _of("custody.handlingunit", name="residue_of", null=True)),
                    ("opened_by", _of(settings.AUTH_USER_MODEL)),
                    ("closed_by", _of(settings.AUTH_USER_MODEL, null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["opened_at"], name="inquiry_open", condition=Q(closed_at__isnull=True))
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=Q(
                                closed_by__isnull=True,
                                closed_at__isnull=True,
                                cause__isnull=True,
                                report_number__isnull=True,
                                finding__isnull=True,
                                residue__isnull=True,
                            )
                            | (
                                Q(
                                    closed_by__isnull=False,
                                    closed_at__isnull=False,
                                    cause__isnull=False,
                                    report_number__isnull=False,
                                    finding__isnull=False,
                                )
                                & ~Q(closed_by=F("opened_by"))
                            ),
                            name="inquiry_closed_by_another",
                        ),
                        models.CheckConstraint(
                            condition=~Q(residue=F("unit")), name="inquiry_residue_is_its_own_unit"
                        ),
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_inquiry', 'unit', 'unit_id', '');"),
        ]
    )
