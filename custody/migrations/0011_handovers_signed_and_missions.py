"""Hand-overs carry the list as each side signed it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns of hand-overs."""

    dependencies = [("custody", "0010_danger")]
    operations = [
        migrations.AddField("transfer", "manifest_sha256", models.CharField(max_length=64, null=True)),
        migrations.AddField("transfer", "receipt_sha256", models.CharField(max_length=64, null=True)),
    ]
