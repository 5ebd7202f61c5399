"""Who signed an order, and to whom a copy of the certificate went."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from custody.migrations._together import together


def _of(model, *, name="+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """A table and its guard, and two columns of an order."""

    dependencies = [("custody", "0036_filters_that_are_kept")]

    operations = together(
        [
            migrations.CreateModel(
                name="CertificateCopy",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("sent_to", models.CharField(max_length=64)),
                    ("way", models.CharField(max_length=16)),
                    ("sent_on", models.DateField()),
                    ("recorded_at", models.DateTimeField()),
                    ("recorded_by", _of(settings.AUTH_USER_MODEL)),
                    ("session", _of("custody.burnsession", name="copies")),
                ],
            ),
            migrations.AddField("destructionorder", "signatory_sealed", models.BinaryField(null=True)),
            migrations.AddField("destructionorder", "position_sealed", models.BinaryField(null=True)),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_certificatecopy', 'session', 'session_id', '');"),
        ]
    )
