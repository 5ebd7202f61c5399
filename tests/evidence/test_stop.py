"""A stopped conveyance is in custody before anybody knows what is inside."""

from __future__ import annotations

from uuid import uuid4

import pytest

from custody.core.act import Basis
from custody.core.events import FieldClass
from custody.deadlines.models import Clock
from custody.evidence.actions import extraction, guarding, moving, stop
from custody.evidence.entries import Circumstances
from custody.evidence.models import Conveyance, GuardPost, HandlingUnit, Placement
from custody.evidence.placing import unseal_place
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.models import Place
from tests import releasing, stories
from tests.evidence.exceptional import decided

EVERYTHING = frozenset(FieldClass)


def test_a_stopped_container_is_held_by_two_from_the_first_moment(cast):
    unit = stories.contained(cast)

    assert (unit.custody_state, unit.custodian, unit.co_custodian) == ("contained", cast.officer, cast.second_officer)
    conveyance = Conveyance.objects.get(unit=unit)
    assert conveyance.container_number == "MSCU1234566"
    assert conveyance.hs_code == "080390"
    assert conveyance.origin_locode == "ECGYE"


def test_the_stop_is_told_in_the_ledger_with_its_place_sealed(cast):
    unit = stories.contained(cast, seal="xy 99", vessel="MV Test", imo_number="IMO 9074729", remark="  a 🚢 ")

    first, *others = told([unit.stream_id], classes=EVERYTHING, newest_first=False)
    assert [each.type.code for each in (first, *others)] == ["unit.contained/1", "unit.placed/1", "signature.owed/1"]
    assert first.values["container_number"] == "MSCU1234566"
    assert first.values["imo_number"] == "9074729"
    assert first.values["seal"] == "xy 99"
    assert first.values["remark"] == "a 🚢"
    assert first.values["remark_present"] is True
    assert first.values["custodian"] == cast.officer.pseudonym
    open_only = told([unit.stream_id], newest_first=False)
    assert "container_number" not in open_only[0].values
    assert "place_id" not in open_only[1].values


def test_the_place_lies_sealed_in_a_row_of_its_own(cast):
    unit = stories.contained(cast)

    placement = Placement.objects.get(unit=unit)
    quay = Place.objects.get(code_word="HERON")
    assert unseal_place(placement.place_sealed, placement_id=placement.id) == quay.id
    assert str(quay.id).encode() not in bytes(placement.place_sealed) + bytes(placement.place_token)


def test_a_number_that_fails_its_own_check_is_refused_once_and_kept_when_the_door_shows_it(cast, refused):
    with refused("container.check_digit") as refusal:
        stories.contained(cast, container_number="MSCU1234567")
    assert refusal.error.field == "container_number"

    unit = stories.contained(cast, container_number="MSCU1234567", container_number_doubted=True)

    conveyance = Conveyance.objects.get(unit=unit)
    assert (conveyance.container_number, conveyance.container_number_doubted) == ("MSCU1234567", True)


def test_a_right_number_is_not_doubted_whatever_was_ticked(cast):
    unit = stories.contained(cast, container_number_doubted=True)

    assert Conveyance.objects.get(unit=unit).container_number_doubted is False


def test_a_stop_without_papers_is_a_stop(cast):
    unit = stories.contained(cast, kind="vehicle", container_number=" ", circumstances=Circumstances())

    conveyance = Conveyance.objects.get(unit=unit)
    assert (conveyance.container_number, conveyance.hs_code, conveyance.remark) == (None, None, None)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"container_number": "MSC 12"}, "container.malformed", "container_number"),
        ({"imo_number": "9074728"}, "imo.check_digit", "imo_number"),
        ({"kind": "bag"}, "choice.unknown", "kind"),
        ({"place": "NOWHERE"}, "place.unknown", "place"),
        ({"place": "CURLEW"}, "place.wrong_kind", "place"),
        ({"second_badge": "0000"}, "officer.unknown", "second_badge"),
        ({"circumstances": Circumstances(detection="guess")}, "choice.unknown", "detection"),
        ({"circumstances": Circumstances(hs_code="08")}, "hs.malformed", "hs_code"),
        ({"circumstances": Circumstances(origin_locode="X")}, "locode.malformed", "origin_locode"),
        ({"remark": "x" * 10_000}, "text.too_long", "remark"),
        ({"remark": "a\x00b"}, "text.control", "remark"),
        ({"label": "7KQ4-M2XD-Z"}, "label.check", "label"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_field_and_nothing_is_kept(cast, refused, changes, code, field):
    with refused(code) as refusal:
        stories.contained(cast, **changes)

    assert refusal.error.field == field
    assert not HandlingUnit.objects.exists()


def test_a_guard_is_posted_once_and_relieved_once(cast, refused):
    unit = stories.contained(cast)
    post = stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge="4501")

    with refused("guard.posted"):
        stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge="4501")
    stop.relieve_guard(act=stories.act_of(cast.crew), guard_id=post.id)
    with refused("guard.relieved"):
        stop.relieve_guard(act=stories.act_of(cast.crew), guard_id=post.id)

    assert GuardPost.objects.get().relieved_at is not None
    again = stop.post_guard(act=stories.act_of(cast.duty_officer), unit_id=unit.id, guard_badge="4501")
    assert again.id != post.id


def test_nobody_guards_two_places_at_a_time(cast, refused):
    here, there = stories.contained(cast), stories.contained(cast, container_number="CSQU3054383", place="BITTERN")
    beside = stories.contained(cast, container_number=None, kind="vehicle")
    for unit in (here, beside):
        stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge="4420")

    with refused("guard.elsewhere"):
        stop.post_guard(act=stories.act_of(cast.officer), unit_id=there.id, guard_badge="4420")
    stop.post_guard(act=stories.act_of(cast.officer), unit_id=there.id, guard_badge="4418")
    taken = guarding.take_over_guard(act=stories.act_of(cast.third_officer),
                                     guard_id=GuardPost.objects.get(unit=there).id)

    assert list(GuardPost.objects.filter(guard=cast.third_officer, relieved_at=None)) == [taken]
    assert Clock.objects.filter(subject_id=here.id, clock_type="GUARD_COVER", closed_at=None).exists()
    assert replay_state().findings == []


@pytest.mark.parametrize("basis", [Basis.LATE, Basis.PAPER])
def test_that_somebody_stood_guard_is_told_later_whoever_stands_where(cast, basis):
    here, there = stories.contained(cast), stories.contained(cast, container_number="CSQU3054383", place="BITTERN")
    before = stories.now()
    stands = stop.post_guard(act=stories.act_of(cast.officer), unit_id=here.id, guard_badge="4420")

    stood = stop.post_guard(
        act=stories.act_of(cast.officer, basis=basis, occurred_at=before), unit_id=there.id, guard_badge="4420"
    )

    assert stood_at(guard=cast.third_officer) == {here.id}
    stood.refresh_from_db()
    assert (stood.posted_at, stood.relieved_at) == (before, stands.posted_at)
    assert unguarded(here, there) == {there.id}, "nobody stands there now"
    assert replay_state().findings == []


def stood_at(*, guard):
    return set(GuardPost.objects.filter(guard=guard, relieved_at=None).values_list("unit_id", flat=True))


def unguarded(*units):
    return set(Clock.objects.filter(subject_id__in=[each.id for each in units], clock_type="GUARD_COVER",
                                    closed_at=None).values_list("subject_id", flat=True))  # fmt: skip


def test_a_guard_is_not_left_at_two_places_when_what_is_guarded_comes_to_lie_elsewhere(cast):
    here = stories.contained(cast)
    unplaced = stories.contained(cast, container_number="CSQU3054383", place=None)
    for unit in (here, unplaced):
        stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge="4503")
    assert stood_at(guard=cast.third_crew) == {here.id, unplaced.id}, "it may lie in the same place"

    moving.move_units(act=stories.act_of(cast.officer), unit_ids=[unplaced.id], place="BITTERN")

    assert stood_at(guard=cast.third_crew) == {unplaced.id}, "where the guard was posted last"
    assert unguarded(here, unplaced) == {here.id}
    assert replay_state().findings == []


@pytest.mark.parametrize(("guard", "stays"), [("crew", "last posted"), ("officer", "moved")])
def test_of_two_under_one_guard_one_is_moved(cast, guard, stays):
    guard = getattr(cast, guard)
    moved, last = (stories.contained(cast, container_number=None, kind="vehicle") for _ in range(2))
    beside = stories.contained(cast, container_number=None, kind="vehicle")
    for unit in (moved, beside, last):
        stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge=guard.badge)

    moving.move_units(act=stories.act_of(cast.officer), unit_ids=[moved.id], place="HERON")
    assert stood_at(guard=guard) == {moved.id, beside.id, last.id}, "they lie in one place still"
    moving.move_units(act=stories.act_of(cast.officer), unit_ids=[moved.id], place="BITTERN")

    if stays == "moved":
        assert (stood_at(guard=guard), unguarded(moved, beside, last)) == ({moved.id}, {beside.id, last.id})
    else:
        assert (stood_at(guard=guard), unguarded(moved, beside, last)) == ({beside.id, last.id}, {moved.id})
    assert replay_state().findings == []


def test_a_replay_moves_what_is_guarded_and_ends_no_post(cast):
    moved, other = (stories.contained(cast, container_number=None, kind="vehicle") for _ in range(2))
    for unit in (moved, other):
        stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge="4501")

    moving.move_units(act=stories.act_of(cast.officer, basis=Basis.SCENARIO, occurred_at=stories.now()),
                      unit_ids=[moved.id], place="BITTERN")

    assert stood_at(guard=cast.crew) == {moved.id, other.id}


def test_a_move_that_is_told_late_ends_no_post_before_it_began(cast):
    moved, last = (stories.contained(cast, container_number=None, kind="vehicle") for _ in range(2))
    before = stories.now()
    for unit in (moved, last):
        stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge="4501")

    moving.move_units(act=stories.act_of(cast.officer, basis=Basis.LATE, occurred_at=before), unit_ids=[moved.id],
                      place="BITTERN")

    ended = GuardPost.objects.get(unit=moved)
    assert ended.relieved_at == GuardPost.objects.get(unit=last).posted_at > ended.posted_at > before
    assert stood_at(guard=cast.crew) == {last.id}
    assert replay_state().findings == []


def test_a_guard_post_that_does_not_exist_is_not_found(cast, refused):
    with refused("record.not_found"):
        stop.relieve_guard(act=stories.act_of(cast.crew), guard_id=uuid4())


def test_a_release_needs_a_supervisor_and_leaves_nobody_responsible(cast, refused):
    unit = stories.contained(cast)
    stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge="4501")

    with refused("text.empty"):
        releasing.asked_to_go(cast, unit, reason=" ")
    with refused("custody.not_yours"):
        releasing.asked_to_go(cast, unit, by=cast.third_officer)
    asked = releasing.asked_to_go(cast, unit, reason="papers in order")
    [still] = stories.fresh([unit])
    assert (still.custody_state, still.custodian) == ("contained", cast.officer)
    for other in (cast.officer, cast.third_officer):
        with refused("role.missing"):
            decided(asked, by=other)
    unit = decided(asked, by=cast.supervisor).unit

    assert (unit.custody_state, unit.custodian, unit.co_custodian, unit.held_since) == ("released", None, None, None)
    assert not Placement.objects.filter(until_at__isnull=True).exists()
    assert not GuardPost.objects.filter(relieved_at__isnull=True).exists()
    line = told([unit.stream_id], classes=frozenset(FieldClass), limit=1)[0]
    assert (line.type.code, line.values["reason"]) == ("unit.released/1", "papers in order")
    assert line.values["approved_by"] == cast.supervisor.pseudonym


def test_what_bars_a_release_is_looked_at_again_when_it_is_decided(cast, refused):
    unit = stories.contained(cast)
    asked = releasing.asked_to_go(cast, unit)
    stories.offered(cast, [unit], receiver=cast.third_officer)

    with refused("transfer.open"):
        decided(asked, by=cast.supervisor)


def test_what_was_seized_out_of_is_not_let_go_before_it_is_empty(cast, refused):
    unit = stories.contained(cast)
    stories.opened_seizure(cast, conveyance=unit)
    extraction.interrupt_extraction(act=stories.act_of(cast.officer), unit_id=unit.id, reason="rain",
                                    seal=stories.new_seal(), second_badge="4418")  # fmt: skip

    with refused("clearance.closed_again"):
        releasing.asked_to_go(cast, unit)


def test_the_supervisor_who_has_the_container_cannot_approve_its_release(cast, refused):
    asked = releasing.asked_to_go(cast, stories.contained(cast, second_badge="4901"))

    with refused("exception.holder"):
        decided(asked, by=cast.supervisor)


def test_a_stale_form_is_refused(cast, refused):
    unit = stories.contained(cast)
    seen = unit.last_seq
    stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge="4501", expected_seq=seen)

    with refused("record.stale"):
        stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge="4502", expected_seq=seen)
