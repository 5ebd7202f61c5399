"""A container that is in custody is not stopped a second time, whoever asks at the same moment.

Whether it still is stands on its unit, so no index can hold the rule: the row is looked at when it is committed, one
commit per number at a time. Another container that shows the same number is another matter: its unit says so by a
discrepancy of its identity.
"""

from django.db import migrations

ONCE = r"""
CREATE FUNCTION custody.conveyance_is_stopped_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, custody, pg_temp AS $$
BEGIN
    IF NEW.container_number IS NULL THEN
        RETURN NULL;
    END IF;
    -- Taken last and held until this commit is seen: the other one reads what this one wrote.
    PERFORM pg_advisory_xact_lock(hashtextextended('custody:container:' || NEW.container_number, 0));
    PERFORM 1
        FROM custody.custody_conveyance c
        JOIN custody.custody_handlingunit u ON u.id = c.unit_id
        WHERE c.container_number = NEW.container_number AND c.id <> NEW.id
          AND u.custody_state NOT IN ('released', 'handed_over', 'stolen', 'lost', 'destroyed_by_event');
    IF FOUND AND NOT EXISTS (
        SELECT 1 FROM custody.custody_discrepancy d
        WHERE d.unit_id = NEW.unit_id AND d.discrepancy_kind = 'identity'
    ) THEN
        RAISE EXCEPTION 'custody: a container of this number is in custody'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'conveyance_stopped_once';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER guard_stopped_once AFTER INSERT OR UPDATE OF container_number ON custody.custody_conveyance
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION custody.conveyance_is_stopped_once();
ALTER TABLE custody.custody_conveyance ENABLE ALWAYS TRIGGER guard_stopped_once;
"""
BACK = """
DROP TRIGGER guard_stopped_once ON custody.custody_conveyance;
DROP FUNCTION custody.conveyance_is_stopped_once();
"""


class Migration(migrations.Migration):
    """One function and its trigger."""

    dependencies = [("custody", "0054_a_tile_is_full")]
    operations = [migrations.RunSQL(ONCE, BACK)]
