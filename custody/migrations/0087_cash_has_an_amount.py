"""Cash has an amount: as its finders say, as each of two counts, and whether two agreed on it."""

from django.db import migrations, models
from django.db.models import Q

from custody.migrations._together import together


class Migration(migrations.Migration):
    """Five columns. Of cash that was seized or counted before no amount is known."""

    dependencies = [("custody", "0086_a_sample_says_where_it_goes")]

    operations = together(
        [
            migrations.AddField("handlingunit", "currency", models.CharField(max_length=3, null=True)),
            migrations.AddField("handlingunit", "amount_minor", models.BigIntegerField(null=True)),
            migrations.AddField("handlingunit", "amount_counted", models.BooleanField(default=False)),
            migrations.AddField("count", "currency", models.CharField(max_length=3, null=True)),
            migrations.AddField("count", "amount_minor", models.BigIntegerField(null=True)),
            migrations.AddConstraint(
                "handlingunit",
                models.CheckConstraint(
                    condition=Q(currency__isnull=True, amount_minor__isnull=True, amount_counted=False)
                    | Q(kind="cash", currency__isnull=False, amount_minor__gte=0),
                    name="unit_money_is_cash",
                ),
            ),
            migrations.AddConstraint(
                "count",
                models.CheckConstraint(
                    condition=Q(currency__isnull=True, amount_minor__isnull=True)
                    | Q(currency__isnull=False, amount_minor__gte=0),
                    name="count_money_is_whole",
                ),
            ),
        ]
    )
