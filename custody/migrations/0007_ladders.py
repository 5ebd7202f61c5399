"""Reserved."""

from django.db import migrations


class Migration(migrations.Migration):
    """Nothing yet."""

    dependencies = [("custody", "0006_clocks_and_holds")]
    operations = []
