"""Stock from before the record is of every kind, and says what the old books knew of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Seven columns. Of the lines that are there nobody said any of it."""

    dependencies = [("custody", "0081_what_is_retained_is_of_an_exhibit")]

    operations = [
        migrations.AddField("inventoryline", "kind_seen", models.CharField(max_length=20, null=True)),
        migrations.AddField("openingline", "description", models.CharField(max_length=500, null=True)),
        migrations.AddField("openingline", "tare_mg", models.BigIntegerField(null=True)),
        migrations.AddField("openingline", "net_mg", models.BigIntegerField(null=True)),
        migrations.AddField("openingline", "volume_ml", models.BigIntegerField(null=True)),
        migrations.AddField("openingline", "order_reference", models.CharField(max_length=80, null=True)),
        migrations.AddField(
            "openingline",
            "second",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
