"""The fire, and the release to it: every condition of invariant 3 taken away, one at a time."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from custody.core.act import Basis
from custody.core.errors import NotFound
from custody.core.events import FieldClass
from custody.core.waivable import CHECK_OLD, ONE_WITNESS
from custody.destruction.actions import burning, sessions
from custody.destruction.models import BurnSession
from custody.destruction.selectors import waivers
from custody.evidence.actions import moving, weigh
from custody.evidence.models import HandlingUnit, Placement
from custody.ledger.selectors import told
from custody.organisation.actions import waiver
from custody.organisation.actions.register import register_place
from custody.organisation.selectors.waivers import visible_waivers
from custody.reports.certificate import certificate_of
from tests import stories as evidence
from tests.destruction import stories
from tests.stories import act_of, fresh, now

SEALED = frozenset({FieldClass.OPEN, FieldClass.SEALED, FieldClass.PERSONAL})


def replayed(officer, moment):
    """Return an act of the officer at the time of another clock: no claim of theirs makes a check that old."""
    return act_of(officer, basis=Basis.SCENARIO, occurred_at=moment)


def attest(cast, session, *, by=None, statement="saw_all"):
    return burning.attest_burn(act=act_of(by or cast.witness), session_id=session.id, statement=statement)


def nothing_burnt(session):
    session.refresh_from_db()
    return session.state == "approved" and not HandlingUnit.objects.filter(custody_state="destroyed").exists()


# --- what a burn leaves behind ------------------------------------------------------------------------------


def test_a_burn_destroys_its_units_and_nobody_has_them_any_more(cast):
    session = stories.attested(cast, stories.at_furnace(cast, stories.staged(cast, stories.approved(
        cast, stories.planned(cast, stories.ordered(cast, count=3))))))
    units = stories.units_of(session)

    session = stories.burn(cast, session, unusual_events="Door opened once at half load", method="other")

    assert session.state == "burnt"
    assert session.burnt_mg == sum(unit.gross_mg for unit in units)
    for unit in fresh(units):
        assert unit.custody_state == "destroyed"
        assert (unit.custodian, unit.co_custodian, unit.held_since) == (None, None, None)
        assert not Placement.objects.filter(unit=unit, until_at__isnull=True).exists()
        last = told([unit.stream_id], classes=SEALED, limit=1)[0]
        assert (last.type.code, last.values["burnt_mg"], last.values["witness_a"], last.values["destroyed_at"]) == (
            "unit.destroyed/1", unit.gross_mg, cast.second_supervisor.pseudonym, session.burnt_at)
    # The certificate is asked for in the same act: the burn is not the newest line.
    [last] = [line for line in told([session.stream_id], classes=SEALED) if line.type.code == "session.burnt/1"]
    assert (last.type.code, last.values["unit_count"], last.values["unusual_events"], last.values["method"]) == (
        "session.burnt/1", 3, "Door opened once at half load", "other")


def test_what_is_inside_another_unit_burns_with_it_and_keeps_its_own_story(cast):
    from tests.destruction.test_staging import pallet

    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, units=pallet(cast))))
    [unit] = stories.units_of(session)
    heavy = evidence.reading(unit.gross_mg + 22_000_000, scale_code="S-PALLET")
    stories.staged(cast, session, checks=[stories.check_of(unit, reading=heavy)])

    stories.burn(cast, stories.attested(cast, stories.at_furnace(cast, session)))

    assert fresh([unit])[0].custody_state == "destroyed"
    assert {inner.custody_state for inner in unit.children.all()} == {"inside"}
    assert unit.children.count() == 2


def test_units_that_did_not_burn_are_out_of_the_burn_and_stay_where_they_are(cast):
    session = stories.attested(cast, stories.at_furnace(cast, stories.staged(cast, stories.approved(
        cast, stories.planned(cast, stories.ordered(cast, count=2))))), tally=False)
    kept, gone = stories.units_of(session)

    session = stories.burn(cast, session, left_out=[kept.id], without_tally="counted on paper")

    kept, gone = fresh([kept, gone])
    assert (kept.custody_state, kept.authority_state, kept.custodian) == ("at_furnace", "ordered", cast.crew)
    assert gone.custody_state == "destroyed"
    assert session.burnt_mg == gone.gross_mg
    assert "not_burnt" in [each.values.get("reason") for each in told([kept.stream_id], limit=2)]


@pytest.mark.parametrize("by", ["crew", "second_crew"])
def test_either_of_the_crew_may_record_it(cast, by):
    session = stories.attested(cast)

    assert stories.burn(cast, session, act=act_of(getattr(cast, by))).state == "burnt"


def test_no_burn_by_somebody_who_brought_none_of_it(cast, refused):
    session = stories.attested(cast)

    with refused("burn.not_yours"):
        stories.burn(cast, session, act=act_of(cast.supervisor))

    assert nothing_burnt(session)


def test_no_burn_without_an_order_that_was_valid_at_that_time(cast, refused):
    session = stories.planned(cast)
    yesterday = now() - timedelta(hours=20)
    stories.approved(cast, session, act=act_of(cast.supervisor, basis=Basis.SCENARIO, occurred_at=yesterday))
    [unit] = stories.units_of(session)
    stories.staged(cast, session, act=replayed(cast.checker, yesterday))
    session = stories.attested(cast, stories.at_furnace(cast, session))

    with refused("burn.no_order", f"{unit.label} cannot be burnt: no verified order covered it at that time"):
        stories.burn(cast, session, started_at=yesterday + timedelta(hours=1))

    assert nothing_burnt(session)


def test_no_burn_of_frozen_goods(cast, refused):
    session = stories.attested(cast)
    [unit] = stories.units_of(session)
    weigh.record_weighing(act=act_of(cast.device), unit_id=unit.id, reading=evidence.reading(unit.gross_mg - 10**6))

    with refused("unit.frozen"):
        stories.burn(cast, session)

    assert nothing_burnt(session)


@pytest.mark.parametrize(("kept", "code"), [("photo", "evidence.no_sample"), ("sample", "evidence.no_photo")])
def test_no_burn_without_sample_and_photo_not_even_of_a_replayed_order(cast, refused, kept, code):
    units = evidence.stored(cast)
    if kept == "photo":
        stories.photographed(cast, units)
    else:
        evidence.sampled(cast, units[0])
    replayed = act_of(cast.case_officer, basis=Basis.SCENARIO, occurred_at=now())
    stories.verified(cast, stories.recorded(cast, fresh(units), act=replayed))
    session = stories.attested(cast, stories.at_furnace(cast, stories.staged(cast, stories.approved(
        cast, stories.planned(cast, fresh(units))))))

    started_at, ended_at = now(), now()
    with refused(code):
        stories.burn(cast, session, started_at=started_at, ended_at=ended_at,
                     act=act_of(cast.crew, basis=Basis.SCENARIO, occurred_at=ended_at))

    assert nothing_burnt(session)


def test_no_burn_of_goods_whose_only_sample_is_gone(cast, refused, monkeypatch):
    from custody.destruction.selectors import gates

    session = stories.attested(cast)
    monkeypatch.setattr(gates, "kept_still", lambda rows, *, until: rows.exclude(sample_unit__custody_state="seized"))

    with refused("evidence.no_sample"):
        stories.burn(cast, session)


@pytest.mark.parametrize(
    ("age", "fine"),
    [(timedelta(hours=23, minutes=59), True), (timedelta(hours=24), False), (timedelta(hours=30), False)],
)
def test_no_burn_on_a_check_of_the_day_before(cast, refused, age, fine):
    session = stories.approved(cast)
    began = now()
    stories.staged(cast, session, act=replayed(cast.checker, began - age))
    session = stories.attested(cast, stories.at_furnace(cast, session))
    # No fire begins before the minute in which its load came, and a slow machine reaches the next one meanwhile.
    started_at = max(began, now().replace(second=0, microsecond=0))

    if fine:
        assert stories.burn(cast, session, started_at=started_at).state == "burnt"
    else:
        with refused("burn.check_old"):
            stories.burn(cast, session, started_at=started_at)
        assert nothing_burnt(session)


def let_through(cast, rule, subject_id, *, by=None):
    """Return a waiver that the regional head, or another, granted to a storekeeper."""
    asked = waiver.ask_waiver(act=act_of(cast.storekeeper), rule=rule, subject_id=subject_id,
                              length=timedelta(hours=4), reason="Furnace fault")  # fmt: skip
    return waiver.grant_waiver(act=act_of(by or cast.regional_head), waiver_id=asked.id, answer="Tonight")


def test_a_late_check_and_a_missing_signature_burn_under_a_waiver_of_the_register_and_not_without(cast, refused):
    session = stories.approved(cast)
    stories.staged(cast, session, act=replayed(cast.checker, now() - timedelta(hours=30)))
    session = stories.at_furnace(cast, session)
    [unit] = stories.units_of(session)
    stories.tallied(cast, session)
    only = session.witness_a
    burning.attest_burn(act=act_of(only), session_id=session.id, statement="saw_all")
    with refused("burn.check_old"):
        stories.burn(cast, session, started_at=now())
    let_through(cast, CHECK_OLD, unit.id)
    with refused("burn.unattested"):
        stories.burn(cast, session, started_at=now())
    let_through(cast, ONE_WITNESS, uuid4())
    with refused("burn.unattested"):
        stories.burn(cast, session, started_at=now())
    granted = let_through(cast, ONE_WITNESS, session.id)
    assert stories.burn(cast, session, started_at=now()).state == "burnt"
    assert [row.rule for row in visible_waivers(cast.auditor)] == [ONE_WITNESS, ONE_WITNESS, CHECK_OLD]
    session.refresh_from_db()
    paper = certificate_of(SimpleNamespace(id=uuid4(), language="en"), session, at=now())
    checks, names = (next(each for each in paper["sections"] if each["heading"].startswith(part)) for part in "57")
    assert sorted(row[3] for row in names["rows"]) == ["I saw this destroyed", "not signed"]
    why = f"Granted by badge {cast.regional_head.badge}, asked for by badge {cast.storekeeper.badge}: Furnace fault"
    assert names["pairs"] == [["Waiver of one signature", why]]
    assert ["Waiver of the age of a check", why] in checks["pairs"]
    waiver.end_waiver(act=act_of(cast.storekeeper), waiver_id=granted.id)
    assert waivers.one_witness_waived(session, at=now(), now=now()) is None


def test_no_burn_that_began_before_its_goods_were_checked(cast, refused):
    session = stories.approved(cast)
    before = now()
    session = stories.attested(cast, stories.at_furnace(cast, stories.staged(cast, session)))

    with refused("burn.check_old"):
        stories.burn(cast, session, started_at=before)


def test_no_burn_of_goods_that_were_never_checked(cast, refused):
    session = stories.attested(cast, stories.at_furnace(cast, stories.approved(cast)))

    with refused("burn.not_staged"):
        stories.burn(cast, session)

    assert nothing_burnt(session)


def test_no_burn_of_goods_that_are_elsewhere(cast, refused):
    session = stories.staged(cast)
    [unit] = stories.units_of(session)

    with refused("burn.not_here",
                 f"{unit.label} is not at the furnace of this burn: leave it out, or wait for it"):
        stories.burn(cast, session, act=act_of(cast.storekeeper))
    evidence.on_the_road(cast, units=[unit], giver=cast.storekeeper, destination="CURLEW")
    with refused("burn.not_here"):
        stories.burn(cast, session)


def test_no_burn_of_goods_at_another_furnace(cast, refused):
    register_place(act=act_of(cast.administrator), code_word="OUSEL", kind="furnace", jurisdiction="BE")
    session = stories.staged(cast)
    units = stories.units_of(session)
    evidence.on_the_road(cast, units=units, giver=cast.storekeeper, destination="OUSEL")
    moving.arrive(act=act_of(cast.crew), unit_ids=[unit.id for unit in units], place="OUSEL")
    assert fresh(units)[0].custody_state == "at_furnace"

    with refused("burn.not_here"):
        attest(cast, session)
    with refused("burn.not_here"):
        stories.burn(cast, session)


def test_no_burn_of_goods_that_are_offered_to_somebody(cast, refused):
    session = stories.attested(cast)
    evidence.offered(cast, stories.units_of(session), receiver=cast.officer, giver=cast.crew)

    with refused("transfer.open"):
        stories.burn(cast, session)


@pytest.mark.parametrize("silent", ["witness_a", "witness_b"])
def test_no_burn_until_both_witnesses_have_signed(cast, refused, silent):
    session = stories.at_furnace(cast)
    other = {"witness_a": "witness_b", "witness_b": "witness_a"}[silent]
    attest(cast, session, by=getattr(session, other))

    with refused("burn.unattested", "A witness of this burn has not signed yet"):
        stories.burn(cast, session)

    assert nothing_burnt(session)


@pytest.mark.parametrize("statement", ["saw_part", "refuses"])
def test_no_burn_that_a_witness_did_not_see_whole(cast, refused, statement):
    session = stories.at_furnace(cast)
    attest(cast, session, by=session.witness_a)
    attest(cast, session, by=session.witness_b, statement=statement)

    with refused("burn.not_seen"):
        stories.burn(cast, session)

    assert nothing_burnt(session)
    if statement == "refuses":
        done = sessions.cancel_session(act=act_of(cast.supervisor), session_id=session.id, reason="witness_refused")
        assert done.state == "cancelled"


def test_no_burn_before_a_witness_who_has_a_load_by_now(cast, refused):
    session = stories.attested(cast)
    units = stories.units_of(session)
    stories.kept_by(cast, units, to=cast.witness, second=cast.third_crew)

    with refused("witness.custodian"):
        stories.burn(cast, session, act=act_of(cast.witness))

    assert nothing_burnt(session)


def test_no_burn_before_the_pair_of_the_burn_before(cast, refused):
    units = stories.ordered(cast, count=3)
    at = now()
    pair, other = (cast.second_supervisor, cast.witness), (cast.supervisor, cast.second_witness)
    first, second, third = [
        stories.approved(cast, stories.planned(cast, [unit], starts_at=at + timedelta(hours=hour)), pair=two)
        for hour, (unit, two) in enumerate(zip(units, (pair, other, pair), strict=True), start=1)
    ]
    stories.burn(cast, stories.attested(cast, stories.at_furnace(cast, stories.staged(cast, first))))
    sessions.cancel_session(act=act_of(cast.supervisor), session_id=second.id, reason="furnace_stopped")
    third = stories.attested(cast, stories.at_furnace(cast, stories.staged(cast, third)))

    with refused("witness.same_pair"):
        stories.burn(cast, third)

    assert BurnSession.objects.get(pk=third.pk).state == "approved"


def test_no_burn_that_began_before_it_was_approved(cast, refused):
    session = stories.planned(cast)
    before = now()
    session = stories.attested(cast, stories.at_furnace(cast, stories.staged(cast, stories.approved(cast, session))))

    with refused("burn.before_approval", "The burn began before it was approved. Check when it began"):
        stories.burn(cast, session, started_at=before)


def test_no_burn_that_is_cancelled_or_over(cast, refused):
    session = stories.burnt(cast)

    with refused("session.state",
                 f"The burn {session.code_word} is already burnt. Its page shows what can be done now"):
        stories.burn(cast, session)
    with refused("session.state"):
        attest(cast, session)
    with refused("session.state"):
        sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="other")


def test_no_burn_of_nothing(cast, refused):
    session = stories.attested(cast)

    with refused("burn.empty"):
        stories.burn(cast, session, left_out=[unit.id for unit in stories.units_of(session)])


def test_only_what_is_in_the_burn_can_be_left_out_of_it(cast, refused):
    session = stories.attested(cast)
    [stranger] = evidence.seized(cast)

    with refused("session.not_on_manifest"):
        stories.burn(cast, session, left_out=[stranger.id])


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        (lambda at: {"unusual_events": " "}, "text.empty", "unusual_events"),
        (lambda at: {"unusual_events": "x" * 2001}, "text.too_long", "unusual_events"),
        (lambda at: {"method": "buried"}, "choice.unknown", "method"),
        (lambda at: {"started_at": at, "ended_at": at}, "burn.times", "ended_at"),
        (lambda at: {"ended_at": at + timedelta(hours=1)}, "burn.future", "ended_at"),
        (lambda at: {"ended_at": at + timedelta(hours=1), "basis": at + timedelta(hours=2)}, "burn.future", "ended_at"),
    ],
)
def test_nonsense_is_refused_on_its_field(cast, refused, changes, code, field):
    session = stories.attested(cast)
    entry = changes(now())
    if "basis" in entry:
        entry["act"] = act_of(cast.crew, basis=Basis.LATE, occurred_at=entry.pop("basis"))

    with refused(code) as refusal:
        stories.burn(cast, session, **entry)

    assert refusal.value.field == field
    assert nothing_burnt(session)


def test_an_unknown_burn_is_not_found(cast):
    with pytest.raises(NotFound):
        burning.attest_burn(act=act_of(cast.witness), session_id=uuid4(), statement="saw_all")
