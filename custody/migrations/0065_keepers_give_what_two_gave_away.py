"""What two approved to be given away says which keeper gave it, and to whom: custody ends with that act."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Four columns, and who may not stand in them."""

    dependencies = [("custody", "0064_seal_read_at_the_fire")]
    operations = [
        migrations.AddField("proposal", "given_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "proposal",
            "given_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("proposal", "received_by", models.CharField(max_length=120, null=True)),
        migrations.AddField("proposal", "received_identity", models.CharField(max_length=64, null=True)),
        migrations.AddConstraint(
            "proposal",
            models.CheckConstraint(
                condition=Q(given_by__isnull=True, given_at__isnull=True, received_by__isnull=True)
                | Q(given_by__isnull=False, given_at__isnull=False, received_by__isnull=False, state="approved"),
                name="exception_given_paired",
            ),
        ),
        migrations.AddConstraint(
            "proposal",
            models.CheckConstraint(
                condition=Q(given_by__isnull=True) | (~Q(given_by=F("proposed_by")) & ~Q(given_by=F("decided_by"))),
                name="exception_given_four_eyes",
            ),
        ),
    ]
