"""What a correction may also put right: how much of a liquid it is, and what the exhibit is."""

from django.db import migrations, models

from custody.migrations._together import together


class Migration(migrations.Migration):
    """Two columns more."""

    dependencies = [("custody", "0034_what_an_authority_decides_is_signed_by_two")]

    operations = together(
        [
            migrations.AddField("proposal", "volume_ml", models.BigIntegerField(null=True)),
            migrations.AddField("proposal", "substance", models.CharField(max_length=32, null=True)),
        ]
    )
