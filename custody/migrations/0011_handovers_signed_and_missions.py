"""Hand-overs carry the list as each side signed it, and who ordered one for an absent giver; missions on the road."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together

OPEN = Q(state__in=["planned", "moving", "stopped"])


def _officer(*, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


def _row() -> list[tuple[str, models.Field]]:
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("stream_id", models.UUIDField(db_index=True, editable=False)),
        ("last_seq", models.BigIntegerField(default=0, editable=False)),
    ]


class Migration(migrations.Migration):
    """Columns of hand-overs, tables of missions and their guards."""

    dependencies = [("custody", "0010_danger")]
    operations = together(
        [
            migrations.AddField("transfer", "manifest_sha256", models.CharField(max_length=64, null=True)),
            migrations.AddField("transfer", "receipt_sha256", models.CharField(max_length=64, null=True)),
            migrations.AddField("transfer", "absent_since", models.DateTimeField(null=True)),
            migrations.AddField("transfer", "commanded_by", _officer(null=True)),
            migrations.AddConstraint(
                "transfer",
                models.CheckConstraint(
                    condition=Q(commanded_by__isnull=True, absent_since__isnull=True)
                    | (
                        Q(absent_since__isnull=False)
                        & ~Q(commanded_by=F("giver"))
                        & ~Q(commanded_by=F("receiver"))
                        & (Q(receiver_second__isnull=True) | ~Q(commanded_by=F("receiver_second")))
                    ),
                    name="transfer_commanded_by_another",
                ),
            ),
            migrations.CreateModel(
                name="Mission",
                fields=[
                    *_row(),
                    ("state", models.CharField(default="planned", max_length=12)),
                    ("planned_by", _officer()),
                    ("driver", _officer()),
                    ("second", _officer()),
                    ("vehicle_sealed", models.BinaryField()),
                    ("escort_sealed", models.BinaryField()),
                    ("planned_minutes", models.IntegerField()),
                    ("escort_confirmed_by", _officer(null=True)),
                    ("planned_at", models.DateTimeField()),
                    ("began_at", models.DateTimeField(null=True)),
                    ("checked_in_at", models.DateTimeField(null=True)),
                    ("ended_at", models.DateTimeField(null=True)),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(condition=~Q(driver=F("second")), name="mission_crew_of_two"),
                        models.CheckConstraint(
                            condition=Q(escort_confirmed_by__isnull=True) | ~Q(escort_confirmed_by=F("planned_by")),
                            name="mission_escort_by_another",
                        ),
                        models.CheckConstraint(condition=Q(planned_minutes__gt=0), name="mission_takes_time"),
                    ],
                    "indexes": [
                        models.Index(fields=["driver"], name="mission_open_driver", condition=OPEN),
                        models.Index(fields=["second"], name="mission_open_second", condition=OPEN),
                        models.Index(fields=["-planned_at"], name="mission_newest"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="MissionStop",
                fields=[
                    *_row(),
                    (
                        "mission",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="stops", to="custody.mission"
                        ),
                    ),
                    ("reason", models.CharField(max_length=300)),
                    ("stopped_at", models.DateTimeField()),
                    ("went_on_at", models.DateTimeField(null=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=["mission"], name="mission_stands_once", condition=Q(went_on_at__isnull=True)
                        )
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_mission', 'mission', 'id', '');"),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_missionstop', 'mission', 'mission_id', '');"),
        ]
    )
