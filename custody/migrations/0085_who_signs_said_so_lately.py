"""A session knows when its officer last said who they are. One that is open counts from now on."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("custody", "0084_a_count_asks_of_packaging_and_time")]
    operations = [migrations.AddField("fieldsession", "proven_at", models.DateTimeField(db_default=Now()))]
