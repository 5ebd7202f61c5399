"""Who answers for a variance, how it was closed, and places that hold more than they may."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together


def _of(model, *, name="+", null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """Tables and their guards."""

    dependencies = [("custody", "0024_what_rides_with_a_transport")]

    operations = together(
        [
            migrations.CreateModel(
                name="VarianceOffer",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("missing_mg", models.BigIntegerField()),
                    ("offered_at", models.DateTimeField()),
                    ("reason", models.CharField(max_length=500)),
                    ("state", models.CharField(default="open", max_length=12)),
                    ("answered_at", models.DateTimeField(null=True)),
                    ("answer", models.CharField(max_length=500, null=True)),
                    ("unit", _of("custody.handlingunit", name="variance_offers")),
                    ("from_owner", _of(settings.AUTH_USER_MODEL)),
                    ("to_owner", _of(settings.AUTH_USER_MODEL)),
                    ("offered_by", _of(settings.AUTH_USER_MODEL)),
                    ("answered_by", _of(settings.AUTH_USER_MODEL, null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["to_owner"], name="variance_asked_of", condition=Q(state="open"))
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=["unit"], name="variance_offered_once", condition=Q(state="open")
                        ),
                        models.CheckConstraint(
                            condition=~Q(to_owner=F("from_owner")) & ~Q(to_owner=F("offered_by")),
                            name="variance_to_another",
                        ),
                        models.CheckConstraint(
                            condition=Q(state="open", answered_by__isnull=True, answered_at__isnull=True)
                            | Q(
                                state__in=["accepted", "refused"],
                                answered_by=F("to_owner"),
                                answered_at__isnull=False,
                            )
                            | Q(state="withdrawn", answered_by=F("offered_by"), answered_at__isnull=False),
                            name="variance_answered_by_who_was_asked",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="VarianceClosing",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("number", models.IntegerField()),
                    ("missing_mg", models.BigIntegerField()),
                    ("closed_at", models.DateTimeField()),
                    ("finding", models.CharField(max_length=2000)),
                    ("unit", _of("custody.handlingunit", name="variance_closings")),
                    ("owner", _of(settings.AUTH_USER_MODEL)),
                    ("closed_by", _of(settings.AUTH_USER_MODEL)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=["unit", "number"], name="variance_closed_once"),
                        models.CheckConstraint(
                            condition=~Q(closed_by=F("owner")), name="variance_closed_by_another"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Overload",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("cause", models.CharField(max_length=40)),
                    ("over_mg", models.BigIntegerField(default=0)),
                    ("over_eur", models.BigIntegerField(default=0)),
                    ("reason", models.CharField(max_length=300, null=True)),
                    ("found_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("outcome", models.CharField(max_length=8, null=True)),
                    ("place", _of("custody.place", name="overloads")),
                    ("found_by", _of(settings.AUTH_USER_MODEL)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["place"], name="overload_open", condition=Q(ended_at__isnull=True))
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=Q(over_mg__gte=0, over_eur__gte=0) & (Q(over_mg__gt=0) | Q(over_eur__gt=0)),
                            name="overload_is_above_a_limit",
                        ),
                        models.CheckConstraint(
                            condition=Q(ended_at__isnull=True, outcome__isnull=True)
                            | Q(ended_at__isnull=False, outcome__in=["waived", "moved"]),
                            name="overload_ended_paired",
                        ),
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_varianceoffer', 'unit', 'unit_id', '');"),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_varianceclosing', 'unit', 'unit_id', '');"),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_overload', 'place', 'place_id', '');"),
        ]
    )
