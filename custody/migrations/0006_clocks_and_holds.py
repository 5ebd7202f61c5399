"""What a clock was computed from, who verified a hold, and a guard: no goods in custody without a running clock."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together

GONE = (
    "consumed_in_analysis", "destroyed", "destroyed_by_event", "handed_over", "lost", "reconciled", "released",
    "returned", "stolen", "substituted", "superseded", "training_loan",
)  # fmt: skip
NO_GOODS = ("container", "vehicle", "vessel_part", "other_conveyance", "sample")

NO_GOODS_WITHOUT_CLOCK = rf"""
-- Deferred: it looks at the unit and at its clocks as they stand at COMMIT, whoever changed them and how.
CREATE FUNCTION custody.unit_has_clock() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
DECLARE
    subject uuid := CASE WHEN TG_TABLE_NAME = 'custody_clock' THEN (to_jsonb(OLD) ->> 'subject_id')::uuid
                         ELSE (to_jsonb(NEW) ->> 'id')::uuid END;
BEGIN
    PERFORM 1 FROM custody.custody_handlingunit u
        WHERE u.id = subject AND u.parent_id IS NULL
          AND u.kind NOT IN {NO_GOODS}
          AND u.custody_state NOT IN {GONE}
          AND NOT EXISTS (SELECT 1 FROM custody.custody_clock c
                          WHERE c.subject_id = u.id AND c.closed_at IS NULL);
    IF FOUND THEN
        RAISE EXCEPTION 'custody: goods in custody have no running clock'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_has_clock';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER guard_clock AFTER INSERT OR UPDATE OF custody_state, parent_id, kind
    ON custody.custody_handlingunit DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION custody.unit_has_clock();
CREATE CONSTRAINT TRIGGER guard_clock AFTER DELETE OR UPDATE OF closed_at, subject_id
    ON custody.custody_clock DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION custody.unit_has_clock();
CREATE TRIGGER guard_truncate BEFORE TRUNCATE ON custody.custody_clock
    FOR EACH STATEMENT EXECUTE FUNCTION custody.refuse_change();
ALTER TABLE custody.custody_handlingunit ENABLE ALWAYS TRIGGER guard_clock;
ALTER TABLE custody.custody_clock ENABLE ALWAYS TRIGGER guard_clock, ENABLE ALWAYS TRIGGER guard_truncate;
REVOKE TRUNCATE ON custody.custody_clock FROM custody_app;
"""


class Migration(migrations.Migration):
    """Columns, checks and the guard."""

    dependencies = [("custody", "0005_guards_of_duty_and_ladders")]
    operations = together(
        [
            migrations.AddField("clock", "substance", models.CharField(max_length=24, default="*", db_default="*")),
            migrations.AddField("clock", "mass_mg", models.BigIntegerField(default=0, db_default=0)),
            migrations.AddField("clock", "place_class", models.CharField(max_length=16, default="*", db_default="*")),
            migrations.AddField(
                "clock", "zone", models.CharField(max_length=48, default="", blank=True, db_default="")
            ),
            migrations.AddField("hold", "verified_at", models.DateTimeField(null=True)),
            migrations.AddField(
                "hold",
                "verified_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddConstraint(
                "hold",
                models.CheckConstraint(
                    condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                    | Q(verified_by__isnull=False, verified_at__isnull=False),
                    name="hold_verified_paired",
                ),
            ),
            migrations.AddConstraint(
                "hold",
                models.CheckConstraint(
                    condition=(Q(verified_by__isnull=True) | ~Q(verified_by=F("placed_by")))
                    & (Q(lifted_by__isnull=True) | ~Q(lifted_by=F("placed_by"))),
                    name="hold_four_eyes",
                ),
            ),
            migrations.RunSQL(NO_GOODS_WITHOUT_CLOCK),
        ]
    )
