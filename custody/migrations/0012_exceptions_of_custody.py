"""Exceptions of custody: what two decide, what a second still signs, what was made of what, and what is burnt."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together

STATES = [
    "contained", "extraction", "emptied", "seized", "inside", "in_transit", "stored", "sampling", "staged",
    "at_furnace", "destroyed", "reconciled", "released", "returned", "consumed_in_analysis", "handed_over",
    "substituted", "training_loan", "stolen", "lost", "superseded", "destroyed_by_event", "controlled_delivery",
]  # fmt: skip
EVIDENCE = {
    "custody_proposal": ("unit", "unit_id"),
    "custody_countersignature": ("unit", "unit_id"),
    "custody_derivation": ("unit", "unit_id"),
    "custody_labresult": ("unit", "unit_id"),
}
GONE = (
    "consumed_in_analysis", "destroyed", "destroyed_by_event", "handed_over", "lost", "reconciled", "released",
    "returned", "stolen", "substituted", "superseded", "training_loan",
)  # fmt: skip
NO_DRUGS = (
    "container", "vehicle", "vessel_part", "other_conveyance", "sample", "seized_vehicle", "weapon", "cash", "device",
    "digital", "documents", "cover_load", "dummy",
)  # fmt: skip

# What was seized beside the drugs is no fuel: the guard looks at drugs only. Otherwise as in 0006.
NO_DRUGS_WITHOUT_CLOCK = rf"""
CREATE OR REPLACE FUNCTION custody.unit_has_clock() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
DECLARE
    subject uuid := CASE WHEN TG_TABLE_NAME = 'custody_clock' THEN (to_jsonb(OLD) ->> 'subject_id')::uuid
                         ELSE (to_jsonb(NEW) ->> 'id')::uuid END;
BEGIN
    PERFORM 1 FROM custody.custody_handlingunit u
        WHERE u.id = subject AND u.parent_id IS NULL
          AND u.kind NOT IN {NO_DRUGS}
          AND u.custody_state NOT IN {GONE}
          AND NOT EXISTS (SELECT 1 FROM custody.custody_clock c
                          WHERE c.subject_id = u.id AND c.closed_at IS NULL);
    IF FOUND THEN
        RAISE EXCEPTION 'custody: goods in custody have no running clock'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_has_clock';
    END IF;
    RETURN NULL;
END $$;
"""


def _officer(*, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


def _row(*fields: tuple[str, models.Field], unit: str) -> list[tuple[str, models.Field]]:
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("stream_id", models.UUIDField(db_index=True, editable=False)),
        ("last_seq", models.BigIntegerField(default=0, editable=False)),
        *fields,
        (
            "unit",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name=unit, to="custody.handlingunit"
            ),
        ),
    ]


class Migration(migrations.Migration):
    """Columns, tables, checks, guards."""

    dependencies = [("custody", "0014_store_rooms")]
    operations = together(
        [
            migrations.AddField("handlingunit", "signature_owed", models.BooleanField(default=False)),
            migrations.AddField("handlingunit", "search_state", models.CharField(default="located", max_length=12)),
            migrations.AddField("exhibit", "exhibit_kind", models.CharField(default="drugs", max_length=12)),
            migrations.AddField("exhibit", "description", models.CharField(max_length=500, null=True)),
            migrations.AddField("place", "danger", models.SmallIntegerField(default=0)),
            migrations.AddField("place", "danger_since", models.DateTimeField(null=True)),
            migrations.AddField("place", "clearing_asked_by", _officer(null=True)),
            migrations.RemoveConstraint("handlingunit", "unit_custody_known"),
            migrations.AddConstraint(
                "handlingunit",
                models.CheckConstraint(condition=Q(custody_state__in=STATES), name="unit_custody_known"),
            ),
            migrations.AddConstraint(
                "handlingunit",
                models.CheckConstraint(
                    condition=Q(search_state__in=["located", "unlocated", "missing"]), name="unit_search_known"
                ),
            ),
            migrations.AddConstraint(
                "place", models.CheckConstraint(condition=Q(danger__in=[0, 1, 2, 3]), name="place_danger_known")
            ),
            migrations.AddConstraint(
                "place",
                models.CheckConstraint(
                    condition=Q(danger=0, danger_since__isnull=True) | Q(danger__gt=0, danger_since__isnull=False),
                    name="place_danger_since",
                ),
            ),
            migrations.CreateModel(
                name="Proposal",
                fields=_row(
                    ("exception", models.CharField(max_length=24)),
                    ("state", models.CharField(default="open", max_length=12)),
                    ("reason", models.CharField(max_length=2000)),
                    ("reference", models.CharField(max_length=64, null=True)),
                    ("party", models.CharField(max_length=120, null=True)),
                    ("party_badge", models.CharField(max_length=16, null=True)),
                    ("event_seq", models.BigIntegerField(null=True)),
                    ("gross_mg", models.BigIntegerField(null=True)),
                    ("tare_mg", models.BigIntegerField(null=True)),
                    ("net_mg", models.BigIntegerField(null=True)),
                    ("package_count", models.IntegerField(null=True)),
                    ("proposed_at", models.DateTimeField()),
                    ("decided_at", models.DateTimeField(null=True)),
                    ("answer", models.CharField(max_length=500, null=True)),
                    ("decided_by", _officer(null=True)),
                    ("proposed_by", _officer()),
                    unit="proposals",
                ),
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            condition=Q(state="open"), fields=("unit",), name="exception_one_at_a_time"
                        ),
                        models.CheckConstraint(
                            condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                            | Q(
                                state__in=["approved", "refused", "withdrawn"],
                                decided_by__isnull=False,
                                decided_at__isnull=False,
                            ),
                            name="exception_decided_paired",
                        ),
                        models.CheckConstraint(
                            condition=~Q(state__in=["approved", "refused"]) | ~Q(decided_by=F("proposed_by")),
                            name="exception_four_eyes",
                        ),
                    ],
                    "indexes": [models.Index(condition=Q(state="open"), fields=["proposed_at"], name="exception_open")],
                },
            ),
            migrations.CreateModel(
                name="Countersignature",
                fields=_row(
                    ("matter", models.CharField(max_length=12)),
                    ("about", models.CharField(max_length=40)),
                    ("owed_at", models.DateTimeField()),
                    ("signed_at", models.DateTimeField(null=True)),
                    ("owed_by", _officer()),
                    ("signed_by", _officer(null=True)),
                    ("wanted", _officer(null=True)),
                    unit="countersignatures",
                ),
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=Q(signed_by__isnull=True, signed_at__isnull=True)
                            | Q(signed_by__isnull=False, signed_at__isnull=False),
                            name="signature_paired",
                        ),
                        models.CheckConstraint(
                            condition=(Q(signed_by__isnull=True) | ~Q(signed_by=F("owed_by")))
                            & (Q(wanted__isnull=True) | ~Q(wanted=F("owed_by"))),
                            name="signature_of_another",
                        ),
                    ],
                    "indexes": [
                        models.Index(condition=Q(signed_at__isnull=True), fields=["unit"], name="signature_open_unit"),
                        models.Index(
                            condition=Q(signed_at__isnull=True), fields=["wanted"], name="signature_open_wanted"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Derivation",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("how", models.CharField(max_length=16)),
                    ("sources", models.JSONField(default=list)),
                    (
                        "unit",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="derivation",
                            to="custody.handlingunit",
                        ),
                    ),
                ],
                options={"abstract": False},
            ),
            migrations.CreateModel(
                name="LabResult",
                fields=_row(
                    ("outcome", models.CharField(max_length=12)),
                    ("substance", models.CharField(max_length=32, null=True)),
                    ("purity_permille", models.IntegerField(null=True)),
                    ("used_up", models.BooleanField(default=False)),
                    ("laboratory", models.CharField(max_length=80)),
                    ("reference", models.CharField(max_length=64)),
                    ("reported_at", models.DateTimeField()),
                    ("verified_at", models.DateTimeField(null=True)),
                    ("recorded_by", _officer()),
                    ("verified_by", _officer(null=True)),
                    unit="lab_results",
                ),
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            condition=Q(verified_at__isnull=True), fields=("unit",), name="result_one_unverified"
                        ),
                        models.CheckConstraint(
                            condition=Q(outcome="positive", substance__isnull=False)
                            | Q(outcome="negative", substance__isnull=True, purity_permille__isnull=True),
                            name="result_says_one_thing",
                        ),
                        models.CheckConstraint(
                            condition=Q(purity_permille__isnull=True)
                            | Q(purity_permille__gte=0, purity_permille__lte=1000),
                            name="result_purity_is_a_share",
                        ),
                        models.CheckConstraint(
                            condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                            | Q(verified_by__isnull=False, verified_at__isnull=False),
                            name="result_verified_paired",
                        ),
                        models.CheckConstraint(
                            condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("recorded_by")),
                            name="result_four_eyes",
                        ),
                    ],
                },
            ),
            *(
                migrations.RunSQL(f"SELECT custody.guard_evidence('{table}', '{kind}', '{ref}', '');")
                for table, (kind, ref) in EVIDENCE.items()
            ),
            migrations.RunSQL(NO_DRUGS_WITHOUT_CLOCK),
        ]
    )
