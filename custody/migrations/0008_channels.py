"""What dispatch keeps of a message: how many things it speaks of, when others were asked too, and what left lately."""

from django.db import migrations, models
from django.db.models import Q

from custody.migrations._together import together


class Migration(migrations.Migration):
    """Columns and indexes of the out-tray."""

    dependencies = [("custody", "0007_ladders")]
    operations = together(
        [
            migrations.AddField("delivery", "count", models.IntegerField(default=1)),
            migrations.AddField("delivery", "widened_at", models.DateTimeField(null=True)),
            migrations.AddIndex(
                "delivery",
                models.Index(
                    fields=["accepted_at"],
                    name="delivery_texts_lately",
                    condition=Q(channel="sms", accepted_at__isnull=False),
                ),
            ),
            migrations.AddIndex("delivery", models.Index(fields=["created_at"], name="delivery_lately")),
        ]
    )
