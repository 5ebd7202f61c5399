"""What somebody says they know of a discrepancy."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _of(model, *, name="+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """One table and its guard."""

    dependencies = [("custody", "0090_old_cash_has_an_amount")]

    operations = [
        migrations.CreateModel(
            name="DiscrepancyRemark",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("stream_id", models.UUIDField(db_index=True, editable=False)),
                ("last_seq", models.BigIntegerField(default=0, editable=False)),
                ("remark", models.CharField(max_length=2000)),
                ("remarked_at", models.DateTimeField()),
                ("unit", _of("custody.handlingunit")),
                ("discrepancy", _of("custody.discrepancy", name="remarks")),
                ("remarked_by", _of(settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.RunSQL("SELECT custody.guard_evidence('custody_discrepancyremark', 'unit', 'unit_id', '');"),
    ]
