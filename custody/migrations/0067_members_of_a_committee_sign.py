"""Who of a committee signed the minutes of its order (R17)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from custody.migrations._together import together


def _of(model, *, name="+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """A table and its guard."""

    dependencies = [("custody", "0066_a_transport_leaves_without_its_escort")]

    operations = together(
        [
            migrations.CreateModel(
                name="MemberSignature",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("minutes_sealed", models.BinaryField()),
                    ("signed_at", models.DateTimeField()),
                    ("member", _of(settings.AUTH_USER_MODEL)),
                    ("order", _of("custody.destructionorder", name="members")),
                ],
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_membersignature', 'order', 'order_id', '');"),
        ]
    )
