"""What rides with a transport, the seal read off its vehicle, stops whose reason is owed, and what others hold here."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from custody.migrations._together import together


def _of(model, *, name):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """Columns, the table of the loads and its guard."""

    dependencies = [("custody", "0020_targets_tips_and_scan_images")]

    operations = together(
        [
            migrations.AlterField("missionstop", "reason", models.CharField(max_length=300, null=True)),
            migrations.AddField("transfer", "vehicle_seal_seen", models.CharField(max_length=32, null=True)),
            migrations.AddField("conveyance", "held_for", models.CharField(max_length=12, null=True)),
            migrations.CreateModel(
                name="MissionLoad",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("state", models.CharField(max_length=12)),
                    ("loaded_at", models.DateTimeField(null=True)),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("mission", _of("custody.mission", name="loads")),
                    ("unit", _of("custody.handlingunit", name="mission_loads")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=["unit"], name="unit_on_one_mission", condition=Q(ended_at__isnull=True)
                        ),
                        models.CheckConstraint(
                            condition=Q(state__in=["named", "carried"], ended_at__isnull=True)
                            | (~Q(state__in=["named", "carried"]) & Q(ended_at__isnull=False)),
                            name="mission_load_ended_with_time",
                        ),
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_missionload', 'unit', 'unit_id', '');"),
        ]
    )
