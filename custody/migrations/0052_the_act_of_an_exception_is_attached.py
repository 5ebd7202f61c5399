"""What rests on an act of an authority has its paper, or who gave it by word of mouth, or is owed it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together


def _of(model, *, name="+"):
    return models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """Columns of an exception, and photos of its act."""

    dependencies = [("custody", "0051_who_signed_a_held_form_may_say_it_is_recorded_elsewhere")]

    operations = together(
        [
            migrations.AddField("proposal", "already", models.BooleanField(default=False)),
            migrations.AddField("proposal", "spoken_by", models.CharField(max_length=64, null=True)),
            migrations.AddField("proposal", "listener", _of(settings.AUTH_USER_MODEL)),
            migrations.AddField("proposal", "act_by", _of(settings.AUTH_USER_MODEL)),
            migrations.AddField("proposal", "act_at", models.DateTimeField(null=True)),
            migrations.AddConstraint(
                "proposal",
                models.CheckConstraint(
                    condition=Q(spoken_by__isnull=True, listener__isnull=True)
                    | (Q(spoken_by__isnull=False, listener__isnull=False) & ~Q(listener=F("proposed_by"))),
                    name="exception_two_heard",
                ),
            ),
            migrations.AddConstraint(
                "proposal",
                models.CheckConstraint(
                    condition=Q(act_by__isnull=True, act_at__isnull=True)
                    | Q(act_by__isnull=False, act_at__isnull=False),
                    name="exception_act_paired",
                ),
            ),
            migrations.AddConstraint(
                "proposal",
                models.CheckConstraint(
                    condition=Q(act_by__isnull=True)
                    | Q(spoken_by__isnull=True, already=False)
                    | ~Q(act_by=F("proposed_by")),
                    name="exception_act_four_eyes",
                ),
            ),
            migrations.AddField("photo", "proposal", _of("custody.proposal", name="documents")),
            migrations.AddConstraint(
                "photo",
                models.CheckConstraint(
                    condition=Q(proposal__isnull=True) | Q(unit__isnull=False), name="photo_of_an_act_on_a_unit"
                ),
            ),
        ]
    )
