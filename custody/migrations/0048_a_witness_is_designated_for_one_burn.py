"""Who is designated as a witness of one burn, where the law of its loads asks for that."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together


def _of(model, *, name="+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """A table and its guard."""

    dependencies = [("custody", "0047_what_burnt_all_the_same")]

    operations = together(
        [
            migrations.CreateModel(
                name="WitnessDesignation",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("designated_at", models.DateTimeField()),
                    ("designated_by", _of(settings.AUTH_USER_MODEL)),
                    ("session", _of("custody.burnsession", name="designations")),
                    ("witness", _of(settings.AUTH_USER_MODEL)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=["session", "witness", "designated_by"], name="designated_once"
                        ),
                        models.CheckConstraint(condition=~Q(witness=F("designated_by")), name="designated_by_another"),
                    ],
                },
            ),
            migrations.RunSQL(
                "SELECT custody.guard_evidence('custody_witnessdesignation', 'session', 'session_id', '');"
            ),
        ]
    )
