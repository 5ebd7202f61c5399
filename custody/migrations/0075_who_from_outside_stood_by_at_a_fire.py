"""Who from outside stood by at a fire: for the furnace, or for the authority that ordered it."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from custody.migrations._together import together


def _of(model, *, name="+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """A table and its guard."""

    dependencies = [("custody", "0074_who_had_it_signs_or_refuses")]

    operations = together(
        [
            migrations.CreateModel(
                name="BurnAttendance",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("attends_for", models.CharField(max_length=12)),
                    ("name", models.CharField(max_length=120)),
                    ("position", models.CharField(max_length=120)),
                    ("answer", models.CharField(max_length=12)),
                    ("reason", models.CharField(max_length=500, null=True)),
                    ("temperature_c", models.IntegerField(null=True)),
                    ("recorded_at", models.DateTimeField()),
                    ("session", _of("custody.burnsession", name="attendances")),
                    ("recorded_by", _of(settings.AUTH_USER_MODEL)),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=Q(answer="signed") | Q(answer__in=["refused", "unable"], reason__isnull=False),
                            name="attendance_refused_with_reason",
                        ),
                        models.CheckConstraint(
                            condition=Q(temperature_c__isnull=True)
                            | Q(attends_for="facility", temperature_c__range=(1, 3000)),
                            name="attendance_heat_of_the_furnace",
                        ),
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_burnattendance', 'session', 'session_id', '');"),
        ]
    )
