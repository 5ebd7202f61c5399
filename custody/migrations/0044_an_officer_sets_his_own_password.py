"""An officer sets his own password and second factor, let in by two people who each hand over half of what it takes."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together

FACTS = (
    "officer_id, invited_by_id, invited_at, lapses_at, countersigned_by_id, countersigned_at, ended_at, outcome, stream_id"
)


def _officer(*, name="+", null=False):
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    """A table and its guard."""

    dependencies = [("custody", "0043_places_and_furnaces_by_two")]

    operations = together(
        [
            migrations.CreateModel(
                name="Invitation",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("invited_at", models.DateTimeField()),
                    ("lapses_at", models.DateTimeField()),
                    ("first_token", models.BinaryField()),
                    ("countersigned_at", models.DateTimeField(null=True)),
                    ("second_token", models.BinaryField(null=True)),
                    ("tries", models.SmallIntegerField(default=0)),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("outcome", models.CharField(max_length=12, null=True)),
                    ("officer", _officer(name="invitations")),
                    ("invited_by", _officer()),
                    ("countersigned_by", _officer(null=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=["officer"], name="invitation_one_open", condition=Q(ended_at__isnull=True)
                        ),
                        models.CheckConstraint(
                            condition=Q(countersigned_by__isnull=True, countersigned_at__isnull=True)
                            | Q(countersigned_by__isnull=False, countersigned_at__isnull=False)
                            & ~Q(countersigned_by=F("invited_by")),
                            name="invitation_four_eyes",
                        ),
                    ],
                },
            ),
            migrations.RunSQL(
                f"SELECT custody.guard_evidence('custody_invitation', 'officer', 'officer_id', '{FACTS}');"
            ),
        ]
    )
