"""Places and furnaces are proposed by one and decided by another; a furnace has hours, and a word on what it leaves."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together


def _of(to, *, null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


def _row():
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("stream_id", models.UUIDField(db_index=True, editable=False)),
        ("last_seq", models.BigIntegerField(default=0, editable=False)),
        ("reason", models.CharField(max_length=500)),
        ("proposed_at", models.DateTimeField()),
        ("state", models.CharField(default="open", max_length=12)),
        ("decided_at", models.DateTimeField(null=True)),
        ("proposed_by", _of(settings.AUTH_USER_MODEL)),
        ("decided_by", _of(settings.AUTH_USER_MODEL, null=True)),
    ]


def _rules(of):
    return {
        "constraints": [
            models.UniqueConstraint(fields=["code_word"], name=f"{of}_proposal_one_open", condition=Q(state="open")),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | Q(state="withdrawn", decided_by=F("proposed_by"), decided_at__isnull=False)
                | (
                    Q(state__in=["approved", "rejected"], decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                ),
                name=f"{of}_proposal_four_eyes",
            ),
        ]
    }


class Migration(migrations.Migration):
    """Two tables and their guards, and three columns of the furnaces."""

    dependencies = [("custody", "0042_a_correction_says_what_a_report_covers")]

    operations = together(
        [
            migrations.CreateModel(
                name="PlaceProposal",
                fields=[
                    *_row(),
                    ("code_word", models.CharField(max_length=24)),
                    ("kind", models.CharField(max_length=16)),
                    ("jurisdiction", models.CharField(max_length=8)),
                    ("name_sealed", models.BinaryField(null=True)),
                    ("cap_mg", models.BigIntegerField(null=True)),
                    ("cap_eur", models.BigIntegerField(null=True)),
                    ("place", _of("custody.place", null=True)),
                    ("site", _of("custody.site", null=True)),
                ],
                options=_rules("place"),
            ),
            migrations.CreateModel(
                name="FacilityProposal",
                fields=[
                    *_row(),
                    ("code_word", models.CharField(max_length=24)),
                    ("session_limit_mg", models.BigIntegerField()),
                    ("opens_minute", models.SmallIntegerField(null=True)),
                    ("closes_minute", models.SmallIntegerField(null=True)),
                    ("residue", models.CharField(max_length=200)),
                    ("facility", _of("custody.facility", null=True)),
                    ("place", _of("custody.place")),
                ],
                options=_rules("facility"),
            ),
            migrations.AddField("facility", "opens_minute", models.SmallIntegerField(null=True)),
            migrations.AddField("facility", "closes_minute", models.SmallIntegerField(null=True)),
            migrations.AddField("facility", "residue", models.CharField(db_default="", default="", max_length=200)),
            migrations.AddConstraint(
                "facility",
                models.CheckConstraint(
                    condition=Q(opens_minute__isnull=True, closes_minute__isnull=True)
                    | (
                        Q(opens_minute__range=(0, 1439), closes_minute__range=(0, 1439))
                        & ~Q(opens_minute=F("closes_minute"))
                    ),
                    name="facility_hours_paired",
                ),
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_placeproposal', 'proposal', 'id', '');"),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_facilityproposal', 'proposal', 'id', '');"),
        ]
    )
