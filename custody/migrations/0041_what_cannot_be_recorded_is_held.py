"""What was signed without a connection and cannot be recorded as it is waits here for its correction."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together


def _officer(*, name="+", null=False):
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=settings.AUTH_USER_MODEL
    )


def _texts():
    return django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), size=None)


class Migration(migrations.Migration):
    """A table and its guard."""

    dependencies = [("custody", "0040_two_people_say_who_may_do_what")]

    operations = together(
        [
            migrations.CreateModel(
                name="HeldReport",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("sent_as", models.UUIDField()),
                    ("goes_on_as", models.UUIDField()),
                    ("form", models.CharField(max_length=40)),
                    ("signed_at", models.DateTimeField()),
                    ("held_at", models.DateTimeField()),
                    ("labels", _texts()),
                    ("reasons", _texts()),
                    ("storage_name", models.CharField(max_length=120, unique=True)),
                    ("key_sealed", models.BinaryField()),
                    ("state", models.CharField(default="open", max_length=12)),
                    ("note", models.CharField(max_length=500, null=True)),
                    ("handed_back_at", models.DateTimeField(null=True)),
                    ("reason", models.CharField(max_length=500, null=True)),
                    ("asked_at", models.DateTimeField(null=True)),
                    ("closed_at", models.DateTimeField(null=True)),
                    ("author", _officer(name="held_reports")),
                    ("handed_back_by", _officer(null=True)),
                    ("asked_by", _officer(null=True)),
                    ("closed_by", _officer(null=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=["author", "goes_on_as"], name="held_once"),
                        models.CheckConstraint(
                            condition=Q(state="open", closed_by__isnull=True, closed_at__isnull=True)
                            | Q(state="asked", asked_by__isnull=False, closed_by__isnull=True, closed_at__isnull=True)
                            | Q(state="corrected", closed_by=F("author"), closed_at__isnull=False)
                            | (
                                Q(state="set_aside", closed_by__isnull=False, closed_at__isnull=False)
                                & ~Q(closed_by=F("author"))
                                & ~Q(closed_by=F("asked_by"))
                            ),
                            name="held_set_aside_by_two",
                        ),
                        models.CheckConstraint(
                            condition=Q(asked_by__isnull=True, asked_at__isnull=True, reason__isnull=True)
                            | (
                                Q(asked_by__isnull=False, asked_at__isnull=False, reason__isnull=False)
                                & ~Q(asked_by=F("author"))
                            ),
                            name="held_asked_by_another",
                        ),
                    ],
                    "indexes": [
                        models.Index(fields=["held_at"], name="held_open", condition=Q(closed_at__isnull=True))
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_heldreport', 'held', 'id', '');"),
        ]
    )
