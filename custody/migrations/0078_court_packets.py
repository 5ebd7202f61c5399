"""Court packets of a seizure: asked for by one, issued by another."""

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

    dependencies = [("custody", "0077_what_waits_may_be_overtaken")]

    operations = together(
        [
            migrations.CreateModel(
                name="CourtPacket",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("number", models.SmallIntegerField()),
                    ("purpose", models.CharField(max_length=16)),
                    ("recipient", models.CharField(max_length=200)),
                    ("language", models.CharField(max_length=2)),
                    ("level", models.CharField(max_length=12)),
                    ("asked_at", models.DateTimeField()),
                    ("state", models.CharField(default="asked", max_length=12)),
                    ("decided_at", models.DateTimeField(null=True)),
                    ("events", models.IntegerField(null=True)),
                    ("streams", models.IntegerField(null=True)),
                    ("tree_size", models.BigIntegerField(null=True)),
                    ("sha256", models.CharField(max_length=64, null=True)),
                    ("size_bytes", models.BigIntegerField(null=True)),
                    ("storage_name", models.CharField(max_length=120, null=True, unique=True)),
                    ("key_sealed", models.BinaryField(null=True)),
                    ("asked_by", _of(settings.AUTH_USER_MODEL)),
                    ("decided_by", _of(settings.AUTH_USER_MODEL, null=True)),
                    ("seizure", _of("custody.seizure", name="packets")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=["seizure", "number"], name="packet_numbered_once"),
                        models.UniqueConstraint(fields=["seizure"], name="packet_open", condition=Q(state="asked")),
                        models.CheckConstraint(
                            condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True)
                            | Q(
                                state__in=["issued", "refused", "withdrawn"],
                                decided_by__isnull=False,
                                decided_at__isnull=False,
                            ),
                            name="packet_decided_paired",
                        ),
                        models.CheckConstraint(
                            condition=Q(
                                state="issued", sha256__isnull=False, events__isnull=False, storage_name__isnull=False
                            )
                            | (
                                ~Q(state="issued")
                                & Q(sha256__isnull=True, events__isnull=True, storage_name__isnull=True)
                            ),
                            name="packet_issued_whole",
                        ),
                        models.CheckConstraint(
                            condition=Q(decided_by__isnull=True)
                            | Q(state="withdrawn", decided_by=F("asked_by"))
                            | (~Q(state="withdrawn") & ~Q(decided_by=F("asked_by"))),
                            name="packet_four_eyes",
                        ),
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_courtpacket', 'seizure', 'seizure_id', '');"),
        ]
    )
