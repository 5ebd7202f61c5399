"""What a laboratory said is held against its paper, and a seal number that looks like a used one is found."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Func, Q, Value

from custody.migrations._together import together


class Migration(migrations.Migration):
    """Photos of the paper of a result, and the index on what a number looks like."""

    dependencies = [("custody", "0072_a_stay_ends_after_it_began")]

    operations = together(
        [
            migrations.AddField(
                "photo",
                "lab_result",
                models.ForeignKey(
                    null=True, on_delete=django.db.models.deletion.PROTECT, related_name="documents",
                    to="custody.labresult",
                ),
            ),
            migrations.AddConstraint(
                "photo",
                models.CheckConstraint(
                    condition=Q(lab_result__isnull=True) | Q(unit__isnull=False, proposal__isnull=True),
                    name="photo_of_a_result_on_a_unit",
                ),
            ),
            migrations.AddIndex(
                "seal",
                models.Index(Func(F("number"), Value("OI"), Value("01"), function="translate"), name="seal_looks_like"),
            ),
        ]
    )
