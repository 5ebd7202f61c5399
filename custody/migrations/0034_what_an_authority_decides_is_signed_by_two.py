"""Decisions of authorities with their papers, and orders that are revoked."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together


def _of(model, *, name="+", null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


def _row():
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("stream_id", models.UUIDField(db_index=True, editable=False)),
        ("last_seq", models.BigIntegerField(default=0, editable=False)),
    ]


_SUBJECTS = ("unit", "seizure", "order", "decision")
ONE_SUBJECT = Q()
for _one in _SUBJECTS:
    ONE_SUBJECT |= Q(**{f"{each}__isnull": each != _one for each in _SUBJECTS})

PHOTOS = """
DROP TRIGGER guard_event ON custody.custody_photo;
CREATE CONSTRAINT TRIGGER guard_event AFTER INSERT OR UPDATE ON custody.custody_photo
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION
    custody.row_has_event('unit,seizure,order,decision', 'unit_id,seizure_id,order_id,decision_id');
ALTER TABLE custody.custody_photo ENABLE ALWAYS TRIGGER guard_event;
"""


class Migration(migrations.Migration):
    """A table and its guard, a state more of an order, and photos of a decision's paper."""

    dependencies = [("custody", "0033_what_the_overview_asks")]

    operations = together(
        [
            migrations.CreateModel(
                name="AuthorityDecision",
                fields=[
                    *_row(),
                    ("decision_kind", models.CharField(max_length=24)),
                    ("subject_id", models.UUIDField()),
                    ("authority", models.CharField(max_length=24)),
                    ("decided_on", models.DateField()),
                    ("reference_sealed", models.BinaryField()),
                    ("outcome", models.CharField(max_length=12, null=True)),
                    ("retain_mg", models.BigIntegerField(null=True)),
                    ("words", models.CharField(max_length=2000, null=True)),
                    ("state", models.CharField(default="recorded", max_length=12)),
                    ("recorded_at", models.DateTimeField()),
                    ("verified_at", models.DateTimeField(null=True)),
                    ("recorded_by", _of(settings.AUTH_USER_MODEL)),
                    ("verified_by", _of(settings.AUTH_USER_MODEL, null=True)),
                ],
                options={
                    "indexes": [models.Index(fields=["subject_id"], name="decision_by_subject")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("recorded_by")),
                            name="decision_four_eyes",
                        ),
                        models.CheckConstraint(
                            condition=Q(state="recorded", verified_by__isnull=True, verified_at__isnull=True)
                            | Q(
                                state__in=["verified", "refused"],
                                verified_by__isnull=False,
                                verified_at__isnull=False,
                            ),
                            name="decision_state_paired",
                        ),
                        models.UniqueConstraint(
                            fields=["decision_kind", "subject_id"],
                            name="decision_one_waits",
                            condition=Q(state="recorded"),
                        ),
                    ],
                },
            ),
            migrations.AddField("photo", "decision", _of("custody.authoritydecision", name="documents", null=True)),
            migrations.RemoveConstraint("destructionorder", "order_state_paired"),
            migrations.AddConstraint(
                "destructionorder",
                models.CheckConstraint(
                    condition=Q(state="recorded", verified_by__isnull=True, verified_at__isnull=True)
                    | Q(
                        state__in=["verified", "refused", "revoked"],
                        verified_by__isnull=False,
                        verified_at__isnull=False,
                    ),
                    name="order_state_paired",
                ),
            ),
            migrations.RemoveConstraint("photo", "photo_of_one_thing"),
            migrations.AddConstraint(
                "photo", models.CheckConstraint(condition=ONE_SUBJECT, name="photo_of_one_thing")
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_authoritydecision', 'decision', 'id', '');"),
            migrations.RunSQL(PHOTOS),
        ]
    )
