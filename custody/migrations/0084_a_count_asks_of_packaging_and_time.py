"""A count says of each thing whether its packaging is whole, and whether it was found within five minutes."""

from django.db import migrations, models

from custody.migrations._together import together


class Migration(migrations.Migration):
    """Two columns. What was counted before says nothing of them."""

    dependencies = [("custody", "0083_a_found_label_is_photographed")]

    operations = together(
        [
            migrations.AddField("inventoryline", "packaging_whole", models.BooleanField(null=True)),
            migrations.AddField("inventoryline", "found_in_time", models.BooleanField(null=True)),
        ]
    )
