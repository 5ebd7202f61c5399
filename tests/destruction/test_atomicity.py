"""Each act broken in the middle, and two at once: nothing remains of what did not happen."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from custody.core.errors import AlreadyRecorded, CustodyError
from custody.destruction.actions import burning, facilities, reconcile, sessions
from custody.destruction.actions import orders as order_acts
from custody.ledger import recording
from tests.destruction import stories
from tests.stories import act_of, now


class BrokenOff(Exception):
    pass


def everything():
    """Return a digest of every table of the house."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'custody' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall() if name.startswith("custody_")]
        digests = {}
        for table in tables:
            cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM custody.{table} t")
            digests[table] = cursor.fetchone()[0]
    return digests


def a_facility(cast):
    return lambda: facilities.register_facility(act=act_of(cast.administrator), code_word="ANVIL", place="CURLEW",
                                                session_limit_mg=10**9)


def an_order(cast):
    units = stories.kept(cast, count=2)
    return lambda: stories.recorded(cast, units, reasons="x", document=stories.png())


def a_verification(cast):
    order = stories.recorded(cast)
    return lambda: stories.verified(cast, order)


def a_refusal(cast):
    order = stories.recorded(cast)
    return lambda: order_acts.refuse_order(act=act_of(cast.supervisor), order_id=order.id, reason="x")


def a_plan(cast):
    stories.furnace(cast)
    units = stories.ordered(cast, count=2)
    return lambda: stories.planned(cast, units)


def an_approval(cast):
    session = stories.planned(cast)
    return lambda: stories.approved(cast, session)


def a_leaving_out(cast):
    session = stories.planned(cast)
    [unit] = stories.units_of(session)
    return lambda: sessions.leave_out_units(act=act_of(cast.planner), session_id=session.id, unit_ids=[unit.id],
                                            reason="other")


def a_cancelling(cast):
    session = stories.approved(cast)
    return lambda: sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="other")


def a_staging(cast):
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, count=2)))
    good, bad = stories.units_of(session)
    checks = [stories.check_of(good), stories.check_of(bad, seal_seen=None)]
    return lambda: stories.staged(cast, session, checks=checks)


def an_attestation(cast):
    session = stories.at_furnace(cast)
    return lambda: burning.attest_burn(act=act_of(cast.witness), session_id=session.id, statement="saw_all")


def a_burn(cast):
    session = stories.attested(cast)
    return lambda: stories.burn(cast, session)


def a_reconciliation(cast):
    units = stories.burnt_units(stories.burnt(cast))
    return lambda: reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[unit.id for unit in units])


def a_closing(cast):
    [unit] = stories.reconciled(cast)
    return lambda: reconcile.close_seizure(act=act_of(cast.auditor), seizure_id=unit.seizure_id)


ACTS = [a_facility, an_order, a_verification, a_refusal, a_plan, an_approval, a_leaving_out, a_cancelling, a_staging,
        an_attestation, a_burn, a_reconciliation, a_closing]  # fmt: skip


@pytest.mark.parametrize("prepare", ACTS, ids=lambda each: each.__name__)
def test_an_act_that_breaks_off_leaves_nothing_behind(cast, monkeypatch, prepare):
    act = prepare(cast)
    before = everything()

    def breaks_off(*args, **kwargs):
        raise BrokenOff

    for step in ("_events_of", "_stamps_of"):
        with monkeypatch.context() as patch:
            patch.setattr(recording, step, breaks_off)
            with pytest.raises(BrokenOff):
                act()
        assert everything() == before, step

    act()
    assert everything() != before


def test_a_double_click_is_one_burn_and_gives_one_answer(cast):
    session = stories.attested(cast)
    once = act_of(cast.crew)
    stories.burn(cast, session, act=once)
    after = everything()

    with pytest.raises(AlreadyRecorded) as again:
        stories.burn(cast, session, act=once)

    assert again.value.result == {"session": str(session.id)}
    assert everything() == after


def at_once(*calls):
    """Run the calls in threads that begin together; return what each raised, None where nothing."""
    gate, raised = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            gate.wait()
            call()
        except CustodyError as refusal:
            raised[place] = refusal.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=entry) for entry in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_planners_at_once_do_not_plan_one_unit_twice(house_cast):
    cast = house_cast
    stories.furnace(cast)
    units = stories.ordered(cast)
    at = now()

    raised = at_once(*[
        lambda hour=hour: stories.planned(cast, units, starts_at=at + timedelta(hours=hour)) for hour in (1, 2)
    ])

    assert sorted(raised, key=str) == [None, "lifecycle.authority"]


def test_two_who_book_one_hour_of_a_furnace_at_once_do_not_both_get_it(house_cast):
    cast = house_cast
    stories.furnace(cast)
    first, second = stories.ordered(cast, count=2)
    starts_at = now() + timedelta(hours=1)

    raised = at_once(lambda: stories.planned(cast, [first], starts_at=starts_at),
                     lambda: stories.planned(cast, [second], starts_at=starts_at))

    assert sorted(raised, key=str) == [None, "session.taken"]


def test_two_supervisors_at_once_do_not_name_one_pair_for_neighbouring_burns(house_cast):
    cast = house_cast
    first, second = [stories.planned(cast, [unit]) for unit in stories.ordered(cast, count=2)]

    raised = at_once(lambda: stories.approved(cast, first), lambda: stories.approved(cast, second))

    assert sorted(raised, key=str) == [None, "witness.same_pair"]


def test_a_burn_is_recorded_or_cancelled_and_never_both(house_cast):
    cast = house_cast
    session = stories.attested(cast)
    [unit] = stories.units_of(session)

    raised = at_once(lambda: stories.burn(cast, session),
                     lambda: sessions.cancel_session(act=act_of(cast.supervisor), session_id=session.id,
                                                     reason="threat"))

    unit.refresh_from_db()
    # Two witnesses saw it burn: before its record stands, that is the reason; after it, the record is.
    assert sorted(raised, key=str) in ([None, "session.seen_burning"], [None, "session.state"])
    assert (unit.custody_state, unit.authority_state) == ("destroyed", "scheduled")
