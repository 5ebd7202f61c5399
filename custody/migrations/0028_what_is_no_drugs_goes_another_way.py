"""What a laboratory says of a unit, and goods without drugs that are destroyed as goods."""

from django.db import migrations, models
from django.db.models import Q

from custody.migrations._together import together

STATES = [
    "contained", "extraction", "emptied", "seized", "inside", "in_transit", "stored", "sampling", "staged",
    "at_furnace", "destroyed", "reconciled", "released", "returned", "disposed", "consumed_in_analysis",
    "handed_over", "substituted", "training_loan", "stolen", "lost", "superseded", "destroyed_by_event",
    "controlled_delivery",
]  # fmt: skip
TERMINAL = [
    "consumed_in_analysis", "destroyed_by_event", "disposed", "handed_over", "lost", "reconciled", "released",
    "returned", "stolen", "substituted", "superseded",
]  # fmt: skip
GONE = sorted([*TERMINAL, "destroyed"])
WITHOUT_CLOCK = (*GONE, "training_loan")
NO_DRUGS = (
    "container", "vehicle", "vessel_part", "other_conveyance", "sample", "seized_vehicle", "weapon", "cash", "device",
    "digital", "documents", "cover_load", "dummy",
)  # fmt: skip

# As in 0012, with the new end.
NO_CLOCK_AFTER_THE_END = rf"""
CREATE OR REPLACE FUNCTION custody.unit_has_clock() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
DECLARE
    subject uuid := CASE WHEN TG_TABLE_NAME = 'custody_clock' THEN (to_jsonb(OLD) ->> 'subject_id')::uuid
                         ELSE (to_jsonb(NEW) ->> 'id')::uuid END;
BEGIN
    PERFORM 1 FROM custody.custody_handlingunit u
        WHERE u.id = subject AND u.parent_id IS NULL
          AND u.kind NOT IN {NO_DRUGS}
          AND u.custody_state NOT IN {WITHOUT_CLOCK}
          AND NOT EXISTS (SELECT 1 FROM custody.custody_clock c
                          WHERE c.subject_id = u.id AND c.closed_at IS NULL);
    IF FOUND THEN
        RAISE EXCEPTION 'custody: goods in custody have no running clock'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_has_clock';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    """One column, one state more."""

    dependencies = [("custody", "0027_variance_offers_are_taken_back_by_a_supervisor")]

    operations = together(
        [
            migrations.AddField("handlingunit", "substance_found", models.CharField(max_length=32, null=True)),
            migrations.RemoveConstraint("handlingunit", "unit_custody_known"),
            migrations.AddConstraint(
                "handlingunit",
                models.CheckConstraint(condition=Q(custody_state__in=STATES), name="unit_custody_known"),
            ),
            migrations.RemoveConstraint("handlingunit", "unit_live_has_custodian"),
            migrations.AddConstraint(
                "handlingunit",
                models.CheckConstraint(
                    condition=Q(parent__isnull=True, custodian__isnull=False)
                    | Q(parent__isnull=False, custodian__isnull=True)
                    | Q(custody_state__in=GONE),
                    name="unit_live_has_custodian",
                ),
            ),
            migrations.RemoveIndex("handlingunit", "unit_live_by_custodian"),
            migrations.AddIndex(
                "handlingunit",
                models.Index(
                    fields=["custodian"], name="unit_live_by_custodian", condition=~Q(custody_state__in=GONE)
                ),
            ),
            migrations.RemoveIndex("handlingunit", "unit_live_by_state"),
            migrations.AddIndex(
                "handlingunit",
                models.Index(
                    fields=["custody_state", "seized_at"],
                    name="unit_live_by_state",
                    condition=~Q(custody_state__in=TERMINAL),
                ),
            ),
            migrations.RunSQL(NO_CLOCK_AFTER_THE_END),
        ]
    )
