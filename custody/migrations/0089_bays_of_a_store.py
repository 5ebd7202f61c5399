"""Where in a store goods stand."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from custody.migrations._together import together

ROW = [
    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
    ("stream_id", models.UUIDField(db_index=True, editable=False)),
    ("last_seq", models.BigIntegerField(default=0, editable=False)),
]


def _of(model, *, name="+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """Two tables and their guards."""

    dependencies = [("custody", "0088_a_sample_that_comes_back_is_still_one")]

    operations = together(
        [
            migrations.CreateModel(
                name="BayLayout",
                fields=[
                    *ROW,
                    ("bay_rows", models.SmallIntegerField()),
                    ("bay_columns", models.SmallIntegerField()),
                    ("laid_out_at", models.DateTimeField()),
                    ("place", _of("custody.place", name="bay_layouts")),
                    ("laid_out_by", _of(settings.AUTH_USER_MODEL)),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=Q(bay_rows__range=(1, 26), bay_columns__range=(1, 40)), name="bays_of_a_store"
                        )
                    ]
                },
            ),
            migrations.CreateModel(
                name="Shelving",
                fields=[
                    *ROW,
                    ("bay", models.CharField(max_length=4)),
                    ("shelved_at", models.DateTimeField()),
                    ("unit", _of("custody.handlingunit", name="shelvings")),
                    ("placement", _of("custody.placement", name="shelvings")),
                    ("shelved_by", _of(settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_baylayout', 'place', 'place_id', '');"),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_shelving', 'unit', 'unit_id', '');"),
        ]
    )
