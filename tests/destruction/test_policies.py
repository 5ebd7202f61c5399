"""When: the conditions that no act can bring about yet, and each on its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from custody.core.errors import IntegrityBroken, NotAllowedNow
from custody.core.lifecycle import AuthorityState, CustodyState
from custody.core.tolerance import Load
from custody.destruction import decision_policies, law_policies, policies
from custody.destruction.entries import StageCheck
from custody.destruction.models import BurnSession, DestructionOrder, ManifestLine, Notice, OrderLine
from custody.evidence.entries import Reading
from custody.evidence.models import HandlingUnit
from custody.organisation.models import Officer

AT = datetime(2026, 3, 29, 12, tzinfo=UTC)


def unit(**changes):
    return HandlingUnit(**({"label": "7KQ4-M2XD-R", "kind": "bag", "jurisdiction": "BE", "custody_state": "stored",
                            "authority_state": "none", "id": uuid4()} | changes))


# --- orders -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"custody_state": "seized"}, None),
        ({"custody_state": "in_transit"}, None),
        ({"custody_state": "inside", "parent_id": uuid4()}, "unit.inside"),
        ({"kind": "container", "custody_state": "contained"}, "unit.not_goods"),
        ({"custody_state": "destroyed"}, "unit.gone"),
        ({"custody_state": "stolen"}, "unit.gone"),
        # Whether it has served is asked beside: tests/destruction/test_samples_served.py.
        ({"kind": "sample"}, None),
        *[({"authority_state": state.value}, "lifecycle.authority")
          for state in AuthorityState if state is not AuthorityState.NONE],
    ],
)
def test_what_may_be_ordered_away(changes, code, refused):
    if code is None:
        policies.check_orderable(unit(**changes))
    else:
        with refused(code):
            policies.check_orderable(unit(**changes))


@pytest.mark.parametrize("state", list(AuthorityState))
def test_only_what_is_ordered_is_scheduled(state, refused):
    if state is AuthorityState.ORDERED:
        policies.check_schedulable(unit(authority_state=state.value, gross_mg=1))
        policies.check_schedulable(unit(authority_state=state.value, kind="weapon"))
        with refused("weight.missing"):
            policies.check_schedulable(unit(authority_state=state.value))
        with refused("unit.still_staged"):
            policies.check_schedulable(unit(authority_state=state.value, gross_mg=1, custody_state="staged"))
    else:
        with refused("lifecycle.authority"):
            policies.check_schedulable(unit(authority_state=state.value))


def test_an_order_is_of_one_jurisdiction(refused):
    assert policies.check_one_jurisdiction([unit(), unit()]) == "BE"
    with refused("order.jurisdictions") as refusal:
        policies.check_one_jurisdiction([unit(), unit(jurisdiction="NL")])
    assert refusal.value.field == "units"


@pytest.mark.parametrize(
    ("issued_on", "at", "seized_at", "code"),
    [
        (date(2026, 3, 29), AT, AT, None),
        (date(2026, 3, 29), AT, None, None),
        (date(2026, 3, 30), AT, AT, "order.future"),
        # 23:30 in London is the next day in Brussels already, also in the night the clocks change.
        (date(2026, 3, 30), datetime(2026, 3, 29, 22, 30, tzinfo=UTC), AT, None),
        (date(2026, 3, 29), datetime(2026, 3, 28, 22, 59, tzinfo=UTC), None, "order.future"),
        (date(2026, 3, 28), AT, datetime(2026, 3, 28, 22, 59, tzinfo=UTC), None),
        (date(2026, 3, 28), AT, datetime(2026, 3, 28, 23, 1, tzinfo=UTC), "order.before_seizure"),
    ],
)
def test_the_day_of_an_order_is_a_local_day(issued_on, at, seized_at, code, refused):
    units = [unit(seized_at=seized_at)]
    if code is None:
        policies.check_issued_on(issued_on, at=at, units=units, zones={})
    else:
        with refused(code):
            policies.check_issued_on(issued_on, at=at, units=units, zones={})


def test_the_day_of_a_paper_is_a_day_where_the_goods_are(refused):
    texas = ZoneInfo("America/Chicago")
    evening = datetime(2026, 11, 20, 19, 30, tzinfo=texas)
    bag = unit(seized_at=evening.astimezone(UTC))
    that_day, at = date(2026, 11, 20), evening + timedelta(hours=1)

    policies.check_issued_on(that_day, at=at, units=[bag], zones={bag.id: texas.key})
    decision_policies.check_dated(that_day, at=at, seized=[evening])
    with refused("order.before_seizure"):
        policies.check_issued_on(that_day, at=at, units=[bag], zones={})
    with refused("order.future"):
        policies.check_issued_on(that_day + timedelta(days=1), at=at, units=[bag], zones={bag.id: texas.key})
    with refused("paper.future"):
        decision_policies.check_dated(that_day + timedelta(days=1), at=at, seized=[evening])


@pytest.mark.parametrize(
    ("lacking", "code"),
    [((), None), (("sample",), "evidence.no_sample"), (("photo",), "evidence.no_photo"),
     (("sample", "photo"), "evidence.no_sample")],
)
def test_a_part_is_kept_and_the_rest_is_photographed(lacking, code, refused):
    whole, lame = unit(), unit()
    if code is None:
        policies.check_evidence_kept([whole, lame], {})
    else:
        with refused(code):
            policies.check_evidence_kept([whole, lame], {lame.id: lacking})


@pytest.mark.parametrize(("planned_mg", "fits"), [(99, True), (100, True), (101, False)])
def test_a_load_fits_to_the_milligram(planned_mg, fits, refused):
    if fits:
        policies.check_fits(planned_mg=planned_mg, limit_mg=100)
    else:
        with refused("session.over_limit") as refusal:
            policies.check_fits(planned_mg=planned_mg, limit_mg=100)
        assert refusal.value.params == {}


# --- staging ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "booked", "counted", "gross_mg", "division_mg", "fine"),
    [
        ("bag", 25, 25, 28_000_000, 10_000, True),
        ("bag", 25, None, 28_000_000, 10_000, True),
        ("bag", 25, None, 28_000_000, None, True),
        ("bag", 25, None, 28_000_000, 200_000, False),
        ("bag", None, None, 28_000_000, 200_000, True),
        ("pallet", 600, None, 700_000_000, 200_000, False),
        ("pallet", 0, None, 700_000_000, 200_000, False),
        ("pallet", 600, 600, 700_000_000, 200_000, True),
        ("bag", 30_000, None, 28_000_000, 10_000, False),
    ],
)
def test_packages_are_counted_where_a_weight_could_hide_one(
    kind, booked, counted, gross_mg, division_mg, fine, refused
):
    each = unit(kind=kind, package_count=booked)
    check = StageCheck(unit_id=each.id, reading=Reading(gross_mg=gross_mg, package_count=counted), seal_seen=None)
    load = None if division_mg is None else Load(gross_mg, division_mg)
    if fine:
        policies.check_counted(each, check, load=load)
    else:
        with refused("stage.count"):
            policies.check_counted(each, check, load=load)


# --- invariant 3 --------------------------------------------------------------------------------------------


def order_line(**changes):
    return OrderLine(order=DestructionOrder(**({"state": "verified", "verified_at": AT} | changes)))


@pytest.mark.parametrize(
    ("line", "fine"),
    [
        (order_line(), True),
        (None, False),
        (order_line(state="recorded", verified_at=None), False),
        (order_line(state="refused"), False),
        (order_line(verified_at=None), False),
        (order_line(verified_at=AT + timedelta(microseconds=1)), False),
    ],
)
def test_an_order_is_valid_from_its_verification_on(line, fine, refused):
    if fine:
        policies.check_order_valid(unit(), line, at=AT)
    else:
        with refused("burn.no_order"):
            policies.check_order_valid(unit(), line, at=AT)


@pytest.mark.parametrize("state", list(AuthorityState))
def test_nothing_burns_that_a_magistrate_holds(state, refused):
    if state is AuthorityState.SCHEDULED:
        policies.check_no_hold(unit(authority_state=state.value, incident_open=True))
    else:
        with refused("burn.hold", "7KQ4-M2XD-R cannot be burnt: it is on hold"):
            policies.check_no_hold(unit(authority_state=state.value))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"staged_at": AT - timedelta(hours=24) + timedelta(microseconds=1)}, None),
        ({"staged_at": AT - timedelta(hours=24)}, "burn.check_old"),
        ({"staged_at": AT + timedelta(microseconds=1)}, "burn.check_old"),
        ({"staged_at": None}, "burn.not_staged"),
        ({"staged_mg": None}, "burn.not_staged"),
    ],
)
def test_a_check_lasts_a_day(changes, code, refused):
    line = ManifestLine(**({"unit": unit(), "staged_at": AT, "staged_mg": 1} | changes))
    if code is None:
        policies.check_staged(line, at=AT, late_waived=lambda unit: False)
    else:
        with refused(code):
            policies.check_staged(line, at=AT, late_waived=lambda unit: False)
    if code == "burn.check_old" and line.staged_at < AT:
        policies.check_staged(line, at=AT, late_waived=lambda unit: unit is line.unit)
    elif code is not None:
        with refused(code):
            policies.check_staged(line, at=AT, late_waived=lambda unit: True)


@pytest.mark.parametrize("state", list(CustodyState))
@pytest.mark.parametrize("here", [True, False])
def test_what_burns_is_at_the_furnace_of_this_burn(state, here, refused):
    each = unit(custody_state=state.value)
    if here and state is CustodyState.AT_FURNACE:
        policies.check_at_furnace([each], {each.id})
    else:
        with refused("burn.not_here"):
            policies.check_at_furnace([each], {each.id} if here else set())


@pytest.mark.parametrize(
    ("state", "approved_at", "code"),
    [
        ("approved", AT, None),
        ("approved", AT + timedelta(microseconds=1), "burn.before_approval"),
        ("approved", None, "burn.before_approval"),
        ("planned", AT, "session.state"),
        ("burnt", AT, "session.state"),
        ("cancelled", AT, "session.state"),
    ],
)
def test_a_burn_is_open_from_its_approval_on(state, approved_at, code, refused):
    session = BurnSession(code_word="TEAL-41", state=state, approved_at=approved_at)
    if code is None:
        policies.check_session_open(session, started_at=AT)
    else:
        with refused(code):
            policies.check_session_open(session, started_at=AT)


@pytest.mark.parametrize(
    ("seconds", "ago", "code"),
    [(1, 0, None), (0, 0, "burn.times"), (-1, 0, "burn.times"), (1, -1, "burn.future")],
)
def test_a_burn_ends_after_it_began_and_before_now(seconds, ago, code, refused):
    times = {"started_at": AT - timedelta(seconds=seconds), "ended_at": AT, "at": AT + timedelta(seconds=ago)}
    if code is None:
        policies.check_burn_times(**times)
    else:
        with refused(code):
            policies.check_burn_times(**times)


def witness():
    return Officer(id=uuid4())


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (("saw_all", "saw_all"), None),
        (("saw_all", None), "burn.unattested"),
        ((None, "saw_all"), "burn.unattested"),
        (("saw_all", "saw_part"), "burn.not_seen"),
        (("refuses", "saw_all"), "burn.not_seen"),
    ],
)
def test_both_witnesses_saw_all_of_it(said, code, refused):
    session = BurnSession(witness_a=witness(), witness_b=witness())
    signed = {each.id: SimpleNamespace(statement=word, witness_id=each.id)
              for each, word in zip((session.witness_a, session.witness_b), said, strict=True) if word}
    if code is None:
        policies.check_attested(session, signed, one_waived=lambda _by: False)
    else:
        with refused(code):
            policies.check_attested(session, signed, one_waived=lambda _by: False)
    if code != "burn.not_seen":
        policies.check_attested(session, signed, one_waived=lambda _by: True)


def test_a_waiver_stands_for_one_signature_and_not_for_two_nor_for_what_was_not_seen(refused):
    session = BurnSession(witness_a=witness(), witness_b=witness())
    with refused("burn.unattested"):
        policies.check_attested(session, {}, one_waived=lambda _by: True)
    for word in ("saw_part", "refuses"):
        with refused("burn.not_seen"):
            policies.check_attested(
                session, {session.witness_a_id: SimpleNamespace(statement=word, witness_id=session.witness_a_id)},
                one_waived=lambda _by: True, unseen_waived=lambda _saw: True,
            )  # fmt: skip


def test_a_waiver_for_what_one_did_not_see_rests_on_the_other_who_saw_it(refused):
    session = BurnSession(witness_a=witness(), witness_b=witness())
    asked = []
    signed = {each.id: SimpleNamespace(statement=word, witness_id=each.id)
              for each, word in ((session.witness_a, "saw_all"), (session.witness_b, "refuses"))}

    policies.check_attested(session, signed, one_waived=lambda _by: False,
                            unseen_waived=lambda saw: asked.append(saw) or True)

    assert asked == [{session.witness_a_id}]
    signed[session.witness_a_id].statement = "saw_part"
    with refused("burn.not_seen"):
        policies.check_attested(session, signed, one_waived=lambda _by: False, unseen_waived=lambda _saw: True)


@pytest.mark.parametrize("named", [{}, {"witness_a": witness()}, {"witness_b": witness()}])
def test_a_burn_without_two_named_witnesses_has_none(named):
    with pytest.raises(IntegrityBroken, match="No witnesses are named"):
        policies.witnesses_of(BurnSession(**named))


def test_what_is_no_drugs_is_not_ordered_to_be_destroyed(refused):
    with refused("order.no_drugs"):
        policies.check_orderable(HandlingUnit(label="7KQ4-M2XD-R", kind="cover_load", custody_state="stored"))


# --- notices ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "is_settled"),
    [("running", False), ("answered", False), ("silent", True), ("rejected", True), ("upheld", True)],
)
def test_what_was_served_is_served_anew_once_the_first_is_settled(state, is_settled):
    earlier = Notice(state=state)

    if is_settled:
        law_policies.check_running_none(earlier)
    else:
        with pytest.raises(NotAllowedNow) as refused:
            law_policies.check_running_none(earlier)
        assert refused.value.code == "notice.open"
