"""A conveyance that no number links to a target waits for a second person, and a link is undone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from custody.migrations._together import together


def _of(model):
    return models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    """Columns and their constraints."""

    dependencies = [("custody", "0028_what_is_no_drugs_goes_another_way")]

    operations = together(
        [
            migrations.RemoveConstraint(model_name="targethit", name="target_met_once"),
            migrations.AddField("target", "link_unit", _of("custody.handlingunit")),
            migrations.AddField("target", "link_by", _of(settings.AUTH_USER_MODEL)),
            migrations.AddField("target", "link_at", models.DateTimeField(null=True)),
            migrations.AddField("targethit", "undone_by", _of(settings.AUTH_USER_MODEL)),
            migrations.AddField("targethit", "undone_at", models.DateTimeField(null=True)),
            migrations.AddConstraint(
                model_name="target",
                constraint=models.CheckConstraint(
                    condition=Q(link_unit__isnull=True, link_by__isnull=True, link_at__isnull=True)
                    | Q(link_unit__isnull=False, link_by__isnull=False, link_at__isnull=False),
                    name="target_link_paired",
                ),
            ),
            migrations.AddConstraint(
                model_name="targethit",
                constraint=models.UniqueConstraint(
                    fields=["target", "unit"], name="target_met_once", condition=Q(undone_at__isnull=True)
                ),
            ),
            migrations.AddConstraint(
                model_name="targethit",
                constraint=models.CheckConstraint(
                    condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                    | Q(undone_by__isnull=False, undone_at__isnull=False),
                    name="target_hit_undone_paired",
                ),
            ),
        ]
    )
