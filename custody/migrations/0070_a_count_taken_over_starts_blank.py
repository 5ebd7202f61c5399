"""Two who take a count over write down again what the two before them found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A label may be found once by each pair: within one attempt the lock of the inventory holds that."""

    dependencies = [("custody", "0069_who_saw_nothing_may_see_something_later")]
    operations = [
        migrations.RemoveConstraint("inventoryline", "inventory_line_once"),
        migrations.AddConstraint(
            "inventoryline",
            models.UniqueConstraint(fields=["inventory", "label", "found_at"], name="inventory_line_once"),
        ),
    ]
