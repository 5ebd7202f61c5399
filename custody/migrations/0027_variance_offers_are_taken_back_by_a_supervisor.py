"""An offer of a variance is taken back by a supervisor where who asked, or who was asked, serves no more."""

from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together

_NAME = "variance_answered_by_who_was_asked"


class Migration(migrations.Migration):
    """One constraint in place of another."""

    dependencies = [("custody", "0026_places_that_nobody_watches")]

    operations = together(
        [
            migrations.RemoveConstraint(model_name="varianceoffer", name=_NAME),
            migrations.AddConstraint(
                model_name="varianceoffer",
                constraint=models.CheckConstraint(
                    condition=Q(state="open", answered_by__isnull=True, answered_at__isnull=True)
                    | Q(state__in=["accepted", "refused"], answered_by=F("to_owner"), answered_at__isnull=False)
                    | (
                        Q(state="withdrawn", answered_by__isnull=False, answered_at__isnull=False)
                        & ~Q(answered_by=F("to_owner"))
                    ),
                    name=_NAME,
                ),
            ),
        ]
    )
