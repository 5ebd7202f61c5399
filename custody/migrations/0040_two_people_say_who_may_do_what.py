"""Who may do what is proposed by one and decided by another; who asked to put a report right takes it back."""

import uuid

import django.contrib.postgres.fields
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
    """A table and its guard, and two constraints anew."""

    dependencies = [("custody", "0039_seals_come_from_a_maker")]

    operations = together(
        [
            migrations.CreateModel(
                name="OfficerProposal",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("badge", models.CharField(max_length=16)),
                    (
                        "roles",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=24), size=None
                        ),
                    ),
                    ("clearance", models.SmallIntegerField()),
                    ("is_active", models.BooleanField()),
                    ("reason", models.CharField(max_length=500)),
                    ("proposed_at", models.DateTimeField()),
                    ("state", models.CharField(default="open", max_length=12)),
                    ("decided_at", models.DateTimeField(null=True)),
                    ("officer", _officer(null=True)),
                    ("proposed_by", _officer()),
                    ("decided_by", _officer(null=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=["badge"], name="officer_proposal_one_open", condition=Q(state="open")
                        ),
                        models.CheckConstraint(
                            condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                            | Q(state="withdrawn", decided_by=F("proposed_by"), decided_at__isnull=False)
                            | (
                                Q(
                                    state__in=["approved", "rejected"],
                                    decided_by__isnull=False,
                                    decided_at__isnull=False,
                                )
                                & ~Q(decided_by=F("proposed_by"))
                            ),
                            name="officer_proposal_four_eyes",
                        ),
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_officerproposal', 'proposal', 'id', '');"),
            migrations.RemoveConstraint("reportcorrection", "report_correction_decided_paired"),
            migrations.RemoveConstraint("reportcorrection", "report_correction_four_eyes"),
            migrations.AddConstraint(
                "reportcorrection",
                models.CheckConstraint(
                    condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True)
                    | Q(
                        state__in=["approved", "refused", "withdrawn"],
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                    ),
                    name="report_correction_decided_paired",
                ),
            ),
            migrations.AddConstraint(
                "reportcorrection",
                models.CheckConstraint(
                    condition=Q(decided_by__isnull=True)
                    | Q(state="withdrawn", decided_by=F("asked_by"))
                    | (~Q(state="withdrawn") & ~Q(decided_by=F("asked_by"))),
                    name="report_correction_four_eyes",
                ),
            ),
        ]
    )
