"""A sample says where it is to go."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column. Of samples that were taken before nothing is known."""

    dependencies = [("custody", "0085_who_signs_said_so_lately")]

    operations = [migrations.AddField("sample", "bound_for", models.CharField(max_length=12, null=True))]
