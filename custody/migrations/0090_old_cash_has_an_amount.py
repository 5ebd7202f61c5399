"""Cash on a list of old stock has the amount that the old books say."""

from django.db import migrations, models
from django.db.models import Q

from custody.migrations._together import together


class Migration(migrations.Migration):
    """Two columns. Of lines that were read before no amount is known."""

    dependencies = [("custody", "0089_bays_of_a_store")]

    operations = together(
        [
            migrations.AddField("openingline", "currency", models.CharField(max_length=3, null=True)),
            migrations.AddField("openingline", "amount_minor", models.BigIntegerField(null=True)),
            migrations.AddConstraint(
                "openingline",
                models.CheckConstraint(
                    condition=Q(currency__isnull=True, amount_minor__isnull=True)
                    | Q(kind="cash", currency__isnull=False, amount_minor__gte=0),
                    name="opening_money_is_cash",
                ),
            ),
        ]
    )
