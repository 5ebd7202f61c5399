"""The certificates without which an emptied conveyance does not go."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together


def _of(model, *, name="+", null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """Table and its guard."""

    dependencies = [("custody", "0018_ash_was_scheduled_staged_and_seen")]

    operations = together(
        [
            migrations.CreateModel(
                name="Clearance",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("method", models.CharField(max_length=8)),
                    ("result", models.CharField(max_length=8)),
                    ("searched_at", models.DateTimeField()),
                    ("remark", models.CharField(max_length=2000, null=True)),
                    ("unit", _of("custody.handlingunit", name="clearances")),
                    ("searched_by", _of(settings.AUTH_USER_MODEL)),
                    ("second", _of(settings.AUTH_USER_MODEL)),
                    (
                        "signature",
                        models.OneToOneField(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="custody.countersignature",
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["unit", "-searched_at"], name="clearance_newest")],
                    "constraints": [
                        models.CheckConstraint(condition=~Q(searched_by=F("second")), name="clearance_two_people"),
                        models.CheckConstraint(
                            condition=Q(method__in=["dog", "scan"], result__in=["clear", "residue"]),
                            name="clearance_words",
                        ),
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_clearance', 'unit', 'unit_id', '');"),
        ]
    )
