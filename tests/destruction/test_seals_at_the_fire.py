"""R12: the seal is looked at immediately before the fire, by somebody who never had the goods."""

from __future__ import annotations

from custody.destruction.actions import tally
from custody.destruction.entries import Load
from custody.destruction.models import Loaded
from custody.evidence.actions import signatures, weigh
from custody.evidence.models import Countersignature, Discrepancy
from custody.ledger.replay import replay_state
from tests.destruction import stories
from tests.stories import act_of, fresh


def at_the_mouth(cast, *, count=1):
    """Return a burn at the furnace with its units."""
    session = stories.planned(cast, stories.ordered(cast, count=count))
    session = stories.at_furnace(cast, stories.staged(cast, stories.approved(cast, session)))
    return session, stories.units_of(session)


def signed(cast, session, *people):
    for who in people:
        tally.sign_tally(act=act_of(who), session_id=session.id)


def open_on(unit):
    return set(Discrepancy.objects.filter(unit=unit, resolved_at__isnull=True).values_list("discrepancy_kind",
                                                                                           flat=True))  # fmt: skip


def test_a_crew_that_is_alone_at_the_fire_does_not_burn_with_a_clean_record(cast, refused):
    session, units = at_the_mouth(cast, count=2)
    for part, who in (("calls", cast.crew), ("counts", cast.second_crew)):
        stories.seen_going_in(cast, session, part, by=who)
    signed(cast, session, cast.crew, cast.second_crew)
    session = stories.attested(cast, session, tally=False)

    assert [open_on(unit) for unit in units] == [{"unread"}, {"unread"}]
    with refused("unit.frozen"):
        stories.burn(cast, session)
    # One word of a supervisor explains it for the whole load; somebody from outside signs for it beside.
    weigh.resolve_discrepancy(act=act_of(cast.second_supervisor), resolution="the camera of the hall shows each seal",
                              discrepancy_id=Discrepancy.objects.filter(unit=units[0]).get().id)  # fmt: skip
    assert not any(unit.discrepancy_open for unit in fresh(units))
    with refused("unit.unsigned"):
        stories.burn(cast, session)
    owed = list(Countersignature.objects.filter(about="tally.signed/1", signed_at__isnull=True))
    assert {row.unit_id for row in owed} == {unit.id for unit in units}
    signatures.sign(act=act_of(cast.second_supervisor), signature_ids=[row.id for row in owed])
    assert stories.burn(cast, session).state == "burnt"
    assert replay_state().findings == []


def test_a_seal_that_only_its_crew_read_is_read_by_nobody(cast):
    session, [first, second] = at_the_mouth(cast, count=2)
    stories.seen_going_in(cast, session, "calls")
    stories.seen_going_in(cast, session, "counts", loads=[
        Load(unit_id=first.id, package_count=25, seal_seen=first.seal.lower()), Load(unit_id=second.id),
    ])  # fmt: skip
    assert open_on(second) == set()  # the other of the two may still read it
    signed(cast, session, cast.crew, cast.checker)

    assert [open_on(first), open_on(second)] == [set(), {"unread"}]
    assert not Countersignature.objects.filter(about="tally.signed/1").exists()


def test_another_seal_and_no_whole_one_are_written_down_and_freeze_the_unit(cast):
    session, [other, broken] = at_the_mouth(cast, count=2)
    stories.seen_going_in(cast, session, "counts", loads=[
        Load(unit_id=other.id, seal_seen="AB 999"), Load(unit_id=broken.id, seal_broken=True),
    ])  # fmt: skip

    rows = Loaded.objects.filter(session=session)
    assert {row.unit_id: row.seal_read for row in rows} == {other.id: "other", broken.id: "broken"}
    found = {row.unit_id: (row.discrepancy_kind, row.expected, row.found)
             for row in Discrepancy.objects.filter(unit__in=[other, broken])}  # fmt: skip
    assert found == {other.id: ("seal", other.seal, "AB 999"),
                     broken.id: ("seal", broken.seal, "none or damaged")}  # fmt: skip
    assert replay_state().findings == []
