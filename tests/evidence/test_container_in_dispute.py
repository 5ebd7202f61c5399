"""The seal that others put on a container: ours hangs beside it, its faults are told, and it is opened in dispute."""

from __future__ import annotations

import pytest

from custody.core.events import FieldClass
from custody.evidence.actions import extraction, seal_faults, seals
from custody.evidence.policies import seal_reads_as
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.evidence.test_clearance import found_again, resumed
from tests.stories import act_of, fresh

WHY = "the seal hangs open: is anything gone?"


def suspected(cast, unit):
    """Return the unit once an auditor has said that its seal is not as it should be."""
    seal_faults.report_seal_fault(act=act_of(cast.auditor), unit_id=unit.id, fault="broken")
    return fresh([unit])[0]


def opened_frozen(unit):
    """Return what is told of its opening while it was frozen."""
    return [line.values for line in told([unit.stream_id], classes=frozenset(FieldClass))
            if line.type.code == "frozen.opened/1"]  # fmt: skip


def test_a_container_in_dispute_is_opened_with_a_reason_and_stays_frozen(cast, refused):
    unit = suspected(cast, stories.contained(cast, seal="ML-BE 12345"))
    start = {"act": act_of(cast.officer), "unit_id": unit.id, "witness_badge": cast.second_officer.badge}
    with refused("unit.frozen"):
        extraction.start_extraction(**start)

    unit = extraction.start_extraction(**start | {"act": act_of(cast.officer), "frozen_reason": WHY})

    [unit] = fresh([unit])
    assert (unit.custody_state, unit.discrepancy_open) == ("extraction", True)
    [said] = opened_frozen(unit)
    assert (said["how"], said["reason"], said["witness"]) == ("extraction", WHY, cast.second_officer.pseudonym)
    found = stories.opened_seizure(cast, conveyance=unit)
    assert stories.seized(cast, of=found)
    assert fresh([unit])[0].custody_state == "emptied"
    assert replay_state().findings == []


def test_a_reason_where_nothing_is_in_dispute_is_no_opening_in_dispute(cast):
    unit = stories.contained(cast)

    extraction.start_extraction(
        act=act_of(cast.officer), unit_id=unit.id, witness_badge=cast.second_officer.badge, frozen_reason=WHY
    )

    assert opened_frozen(unit) == []


def test_an_emptied_container_in_dispute_is_stripped_once_more_with_a_reason(cast, refused):
    _, unit = found_again(cast)
    seals.apply_seal(act=act_of(cast.officer), unit_id=unit.id, seal=stories.new_seal("H"),
                     second_badge=cast.second_officer.badge)
    stories.countersigned(cast.second_officer)
    unit = suspected(cast, unit)
    with refused("unit.frozen"):
        resumed(cast, unit)

    resumed(cast, unit, frozen_reason=WHY)

    assert (fresh([unit])[0].custody_state, len(opened_frozen(unit))) == ("extraction", 1)


# --- the seal that was found on it --------------------------------------------------------------------------


def test_our_seal_hangs_beside_the_one_that_was_found_and_comes_off_again(cast, refused):
    unit = stories.contained(cast, seal="ML-BE 12345")
    put = {"unit_id": unit.id, "second_badge": cast.second_officer.badge}

    ours = seals.apply_seal(act=act_of(cast.officer), seal=stories.new_seal("H"), **put)

    assert fresh([unit])[0].seal == ours.number
    with refused("seal.present"):
        seals.apply_seal(act=act_of(cast.officer), seal=stories.new_seal("H"), **put)
    taken = seals.remove_seal(act=act_of(cast.officer), unit_id=unit.id, reason="to look inside",
                              witness_badge=cast.second_officer.badge)
    assert (taken.id, replay_state().findings) == (ours.id, [])


def test_a_fault_of_the_seal_that_was_found_is_told_and_freezes_it(cast, refused):
    bare, sealed = stories.contained(cast), stories.contained(cast, seal="ML-BE 12345")
    with refused("seal.none"):
        suspected(cast, bare)

    assert suspected(cast, sealed).discrepancy_open


@pytest.mark.parametrize(("read", "is_the_same"), [
    ("mlbe12345", True), ("ML BE-12345", True), ("ML-BE 12346", False), ("\u00e9", False),
])  # fmt: skip
def test_the_seal_that_was_found_is_read_however_it_was_written(cast, read, is_the_same):
    unit = stories.contained(cast, seal="ml-be 12345")

    stories.accepted(stories.offered(cast, [unit], receiver=cast.third_officer), by=cast.third_officer,
                     seals={unit.id: read}, again=True)  # fmt: skip

    assert fresh([unit])[0].discrepancy_open is not is_the_same


def test_two_seals_of_which_nothing_can_be_compared_are_not_the_same(cast):
    unit = stories.contained(cast, seal="\u00fc")

    assert not seal_reads_as(unit, "\u00e9")


def test_who_takes_an_emptied_container_over_reads_no_seal_that_fell_when_it_was_opened(cast):
    unit = stories.emptied(cast, seal="ML-BE 12345")
    sealed = stories.emptied(cast, seal="ML-BE 12346")
    seals.apply_seal(act=act_of(cast.officer), unit_id=sealed.id, seal=stories.new_seal("H"),
                     second_badge=cast.second_officer.badge)

    for each in (unit, sealed):
        stories.accepted(stories.offered(cast, [each], receiver=cast.third_officer), by=cast.third_officer,
                         seals={each.id: None}, again=True)  # fmt: skip

    assert [each.discrepancy_open for each in fresh([unit, sealed])] == [False, True]
