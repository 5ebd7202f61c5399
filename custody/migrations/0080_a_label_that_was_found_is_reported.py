"""A label of the house that somebody found lying somewhere, and what became of it."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together


def _officer(*, name="+", null=False):
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    """A table and its guard."""

    dependencies = [("custody", "0079_what_a_treatment_adds_has_an_account")]

    operations = together(
        [
            migrations.CreateModel(
                name="FoundLabel",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("code", models.CharField(max_length=80)),
                    ("found_where", models.CharField(max_length=200)),
                    ("remark", models.CharField(max_length=500, null=True)),
                    ("reported_at", models.DateTimeField()),
                    ("settled_at", models.DateTimeField(null=True)),
                    ("outcome", models.CharField(max_length=12, null=True)),
                    ("finding", models.CharField(max_length=500, null=True)),
                    ("reported_by", _officer(name="found_labels")),
                    ("settled_by", _officer(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["reported_by", "reported_at"], name="found_label_of_one"),
                        models.Index(
                            fields=["reported_at"], name="found_label_open", condition=Q(settled_at__isnull=True)
                        ),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=Q(
                                settled_by__isnull=True, settled_at__isnull=True, outcome__isnull=True,
                                finding__isnull=True,
                            )
                            | Q(
                                settled_by__isnull=False, settled_at__isnull=False, outcome__isnull=False,
                                finding__isnull=False,
                            )
                            & ~Q(settled_by=F("reported_by")),
                            name="found_label_settled_by_another",
                        ),
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_foundlabel', 'officer', 'reported_by_id', '');"),
        ]
    )
