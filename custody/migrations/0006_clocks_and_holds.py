"""Reserved."""

from django.db import migrations


class Migration(migrations.Migration):
    """Nothing yet."""

    dependencies = [("custody", "0005_guards_of_duty_and_ladders")]
    operations = []
