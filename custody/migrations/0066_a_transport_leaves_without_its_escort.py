"""A transport that leaves before its escort is confirmed says so, and later who decided that, and why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Three columns, and that the last two come together."""

    dependencies = [("custody", "0065_keepers_give_what_two_gave_away")]
    operations = [
        migrations.AddField("mission", "unescorted_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "mission",
            "unescorted_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("mission", "unescorted_reason", models.CharField(max_length=300, null=True)),
        migrations.AddConstraint(
            "mission",
            models.CheckConstraint(
                condition=Q(unescorted_by__isnull=True, unescorted_reason__isnull=True)
                | Q(unescorted_by__isnull=False, unescorted_reason__isnull=False, unescorted_at__isnull=False),
                name="mission_unescorted_answered",
            ),
        ),
    ]
