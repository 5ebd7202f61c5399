"""A sample says where it is to go."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column. Of samples that were taken before nothing is known."""

    dependencies = [("custody", "0084_a_count_asks_of_packaging_and_time")]

    operations = [migrations.AddField("sample", "bound_for", models.CharField(max_length=12, null=True))]
