"""What was taken out of a unit, and that nothing is left in one that became others."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together

NOTHING_LEFT = r"""
CREATE FUNCTION custody.nothing_left_inside() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM custody.custody_handlingunit lying
        JOIN custody.custody_handlingunit around ON around.id = lying.parent_id
        WHERE around.custody_state IN ('superseded', 'substituted') AND (around.id = NEW.id OR lying.id = NEW.id)
    ) THEN
        RAISE EXCEPTION 'a unit that became others has nothing in it any more'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_superseded_is_empty';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER guard_contents AFTER UPDATE OF custody_state, parent_id ON custody.custody_handlingunit
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.parent_id IS NOT NULL OR NEW.custody_state IN ('superseded', 'substituted'))
    EXECUTE FUNCTION custody.nothing_left_inside();
ALTER TABLE custody.custody_handlingunit ENABLE ALWAYS TRIGGER guard_contents;
"""


def _of(model, *, name="+", null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """Table, its guard, and the guard of what lies inside."""

    dependencies = [("custody", "0021_hot_seizures_have_a_list")]

    operations = together(
        [
            migrations.CreateModel(
                name="Removal",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("before_mg", models.BigIntegerField(null=True)),
                    ("removed_mg", models.BigIntegerField()),
                    ("after_mg", models.BigIntegerField(null=True)),
                    ("packages", models.IntegerField(null=True)),
                    ("removed_at", models.DateTimeField()),
                    ("unit", _of("custody.handlingunit", name="removals")),
                    (
                        "inner",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="removal",
                            to="custody.handlingunit",
                        ),
                    ),
                    ("removed_by", _of(settings.AUTH_USER_MODEL)),
                    ("witness", _of(settings.AUTH_USER_MODEL)),
                ],
                options={
                    "indexes": [models.Index(fields=["unit", "-removed_at"], name="removal_newest")],
                    "constraints": [
                        models.CheckConstraint(condition=~Q(removed_by=F("witness")), name="removal_two_people"),
                        models.CheckConstraint(condition=~Q(unit=F("inner")), name="removal_of_another_unit"),
                        models.CheckConstraint(
                            condition=Q(before_mg__isnull=True, after_mg__isnull=True)
                            | Q(before_mg__isnull=False, after_mg=F("before_mg") - F("removed_mg")),
                            name="removal_adds_up",
                        ),
                        models.CheckConstraint(
                            condition=Q(removed_mg__gte=0) & (Q(packages__isnull=True) | Q(packages__gte=0)),
                            name="removal_not_negative",
                        ),
                    ],
                },
            ),
            migrations.RunSQL("SELECT custody.guard_evidence('custody_removal', 'unit', 'unit_id', '');"),
            migrations.RunSQL(NOTHING_LEFT),
        ]
    )
