"""What was left of a burn, and what became of it."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together


def _of(model, *, name="+", null=False):
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model
    )


class Migration(migrations.Migration):
    """A table and its guard."""

    dependencies = [("custody", "0044_an_officer_sets_his_own_password")]

    operations = together(
        [
            migrations.CreateModel(
                name="BurnResidue",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("residue_kind", models.CharField(max_length=12)),
                    ("gross_mg", models.BigIntegerField()),
                    ("weighed_at", models.DateTimeField()),
                    ("disposal", models.CharField(max_length=12, null=True)),
                    ("party", models.CharField(max_length=120, null=True)),
                    ("reference", models.CharField(max_length=64, null=True)),
                    ("disposed_at", models.DateTimeField(null=True)),
                    ("again", _of("custody.burnsession", null=True)),
                    ("disposed_by", _of(settings.AUTH_USER_MODEL, null=True)),
                    ("scale", _of("custody.scale")),
                    ("session", _of("custody.burnsession", name="residues")),
                    ("weighed_by", _of(settings.AUTH_USER_MODEL)),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(condition=Q(gross_mg__gt=0), name="residue_has_mass"),
                        models.CheckConstraint(
                            condition=Q(disposal__isnull=True, disposed_by__isnull=True, disposed_at__isnull=True)
                            | (
                                Q(disposed_by__isnull=False, disposed_at__isnull=False)
                                & ~Q(disposed_by=F("weighed_by"))
                                & (
                                    Q(
                                        disposal="handed_over", party__isnull=False, reference__isnull=False,
                                        again__isnull=True,
                                    )
                                    | (Q(disposal="burnt_again", again__isnull=False) & ~Q(again=F("session")))
                                )
                            ),
                            name="residue_disposed_by_another",
                        ),
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_burnresidue', 'session', 'session_id', '');"),
        ]
    )
