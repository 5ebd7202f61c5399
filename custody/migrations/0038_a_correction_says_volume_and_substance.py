"""What a correction may also put right: how much of a liquid it is, and what the exhibit is."""

from django.db import migrations, models

from custody.migrations._together import together


class Migration(migrations.Migration):
    """Two columns more."""

    dependencies = [("custody", "0037_who_signed_an_order_and_who_got_the_certificate")]

    operations = together(
        [
            migrations.AddField("proposal", "volume_ml", models.BigIntegerField(null=True)),
            migrations.AddField("proposal", "substance", models.CharField(max_length=32, null=True)),
        ]
    )
