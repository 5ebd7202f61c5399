"""Deliveries of blank seals: their maker, their kind and their numbers."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together


def _officer(*, null=False):
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    """A table and its guard."""

    dependencies = [("custody", "0038_a_correction_says_volume_and_substance")]

    operations = together(
        [
            migrations.CreateModel(
                name="SealBatch",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("maker", models.CharField(max_length=80)),
                    ("seal_class", models.CharField(max_length=4)),
                    ("prefix", models.CharField(blank=True, default="", max_length=24)),
                    ("digits", models.SmallIntegerField()),
                    ("first", models.BigIntegerField()),
                    ("last", models.BigIntegerField()),
                    ("taken_in_at", models.DateTimeField()),
                    ("voided_at", models.DateTimeField(null=True)),
                    ("void_reason", models.CharField(max_length=24, null=True)),
                    ("taken_in_by", _officer()),
                    ("voided_by", _officer(null=True)),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(condition=Q(first__lte=F("last")), name="seal_batch_has_numbers"),
                        models.UniqueConstraint(fields=["prefix", "digits", "first"], name="seal_batch_begins_once"),
                        models.CheckConstraint(
                            condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason__isnull=True)
                            | Q(voided_at__isnull=False, voided_by__isnull=False, void_reason__isnull=False),
                            name="seal_batch_voided_paired",
                        ),
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_sealbatch', 'seals', 'id', '');"),
        ]
    )
