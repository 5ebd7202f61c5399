"""Another time zone or police number of a site is proposed by one and decided by another."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def _of(to, *, null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    """A table and its guard."""

    dependencies = [("custody", "0048_a_witness_is_designated_for_one_burn")]

    operations = [
        migrations.CreateModel(
            name="SiteProposal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("stream_id", models.UUIDField(db_index=True, editable=False)),
                ("last_seq", models.BigIntegerField(default=0, editable=False)),
                ("reason", models.CharField(max_length=500)),
                ("proposed_at", models.DateTimeField()),
                ("state", models.CharField(default="open", max_length=12)),
                ("decided_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=48)),
                ("police_phone", models.CharField(max_length=20, null=True)),
                ("site", _of("custody.site")),
                ("proposed_by", _of(settings.AUTH_USER_MODEL)),
                ("decided_by", _of(settings.AUTH_USER_MODEL, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["site"], name="site_proposal_one_open", condition=Q(state="open")),
                    models.CheckConstraint(
                        condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                        | Q(state="withdrawn", decided_by=F("proposed_by"), decided_at__isnull=False)
                        | (
                            Q(state__in=["approved", "rejected"], decided_by__isnull=False, decided_at__isnull=False)
                            & ~Q(decided_by=F("proposed_by"))
                        ),
                        name="site_proposal_four_eyes",
                    ),
                ]
            },
        ),
        migrations.RunSQL("SELECT custody.guard_evidence('custody_siteproposal', 'proposal', 'id', '');"),
    ]
