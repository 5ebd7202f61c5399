"""A session knows whether several people share its device."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("custody", "0062_several_acts_hold_one_unit")]
    operations = [migrations.AddField("fieldsession", "is_shared", models.BooleanField(default=False))]
