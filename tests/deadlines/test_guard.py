"""The database refuses goods in custody without a running clock, whoever writes and however."""

from __future__ import annotations

import psycopg2
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from custody.deadlines.models import Clock
from custody.ledger.guards import missing_guards
from tests import clearing, environment, stories
from tests.passing import give_away


def stop_all_clocks(unit):
    Clock.objects.filter(subject_id=unit.id, closed_at__isnull=True).update(
        closed_at=stories.now(), closed_by="nobody", next_fire_at=None, next_stage=None
    )


def test_the_guard_stands():
    # The table of guards names it; `missing_guards` is what `doctor` and `verify_ledger` ask.
    from custody.ledger import guards

    assert "guard_clock" in guards._OTHER_TRIGGERS["custody_handlingunit"]


def test_no_guard_is_missing(house):
    assert list(missing_guards()) == []


@pytest.mark.parametrize("kind", ["TARGET_DESTRUCTION", "MAX_STORAGE"])
def test_one_clock_may_end_while_another_runs(house_cast, kind):
    [unit] = stories.stored(house_cast)

    Clock.objects.filter(subject_id=unit.id, clock_type=kind).update(
        closed_at=stories.now(), closed_by="x", next_fire_at=None, next_stage=None
    )


def test_the_last_clock_of_stored_goods_cannot_be_stopped(house_cast):
    [unit] = stories.stored(house_cast)

    with pytest.raises(IntegrityError, match="no running clock"), transaction.atomic():
        stop_all_clocks(unit)
    assert Clock.objects.filter(subject_id=unit.id, closed_at__isnull=True).count() == 2


def give_all_away(unit, *, to):
    for clock in Clock.objects.filter(subject_id=unit.id):
        give_away(clock, kind="unit", subject_id=to)


def test_nor_given_to_another_thing(house_cast):
    [unit] = stories.stored(house_cast)

    with pytest.raises(IntegrityError, match="no running clock"), transaction.atomic():
        give_all_away(unit, to=house_cast.nobody.id)


def test_nor_by_hand_in_psql(house, house_cast):
    [unit] = stories.stored(house_cast)
    session = psycopg2.connect(environment.url_of("custody_app", house))
    try:
        with session.cursor() as cursor:
            cursor.execute(
                "UPDATE custody.custody_clock SET closed_at = now(), closed_by = 'me', next_fire_at = NULL, "
                "next_stage = NULL WHERE subject_id = %s",
                [str(unit.id)],
            )
        with pytest.raises(psycopg2.errors.CheckViolation, match="no running clock"):
            session.commit()
    finally:
        session.close()


@pytest.mark.parametrize("statement", ["TRUNCATE custody_clock", "DELETE FROM custody_clock"])
def test_no_clock_can_be_taken_out_of_the_table(house, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_not_even_the_owner_takes_the_last_clock_away(house_cast, as_role):
    [unit] = stories.stored(house_cast)

    with as_role("postgres"), pytest.raises(IntegrityError, match="no running clock"), transaction.atomic():
        Clock.objects.filter(subject_id=unit.id).delete()


def test_an_act_that_forgets_to_arm_is_refused_as_a_whole(house_cast, monkeypatch):
    from custody.deadlines import reactions

    monkeypatch.setattr(reactions, "arm", lambda record, **_: [])

    with pytest.raises(IntegrityError, match="no running clock"):
        stories.seized(house_cast)


def test_ash_samples_and_conveyances_need_none(house_cast):
    from tests.destruction import stories as destruction

    [burnt] = destruction.burnt_units(destruction.burnt(house_cast))
    emptied = stories.emptied(house_cast)
    clearing.cleared(house_cast, emptied)
    sample = stories.sampled(house_cast).sample_unit

    for thing in (burnt, emptied):
        assert not Clock.objects.filter(subject_id=thing.id, closed_at__isnull=True).exists()
    [clock] = Clock.objects.filter(subject_id=sample.id, closed_at__isnull=True)
    assert clock.clock_type == "SAMPLE_IN_HAND", "none of goods: it is to be brought where samples are kept (R8)"


def test_the_guard_costs_a_look_into_two_indexes(house_cast, as_role):
    [unit] = stories.stored(house_cast)
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO custody_clock (clock_type, subject_kind, subject_id, jurisdiction, epoch, started_at, "
            "armed_at, due_at, next_stage, next_fire_at, replayed, eval_errors) SELECT 'TARGET_DESTRUCTION', 'unit', "
            "gen_random_uuid(), 'BE', 1, now(), now(), now(), '50%%', now(), false, 0 "
            "FROM generate_series(1, 20000)", []
        )
        cursor.execute("ANALYZE custody_clock")
        cursor.execute(
            "EXPLAIN SELECT 1 FROM custody_handlingunit u WHERE u.id = %s AND NOT EXISTS "
            "(SELECT 1 FROM custody_clock c WHERE c.subject_id = u.id AND c.closed_at IS NULL)",
            [unit.id],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "clock_one_open" in plan
    assert "Seq Scan on custody_clock" not in plan
