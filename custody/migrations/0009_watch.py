"""Reserved."""

from django.db import migrations


class Migration(migrations.Migration):
    """Nothing yet."""

    dependencies = [("custody", "0008_channels")]
    operations = []
