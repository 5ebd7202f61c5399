"""What an exhibit is, and how much of a liquid: put right by a laboratory or by two people, and never by one."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.evidence.actions import laboratory
from custody.evidence.actions.exceptions import Corrected
from custody.evidence.entries import NewExhibit
from custody.evidence.exceptions import policies
from custody.evidence.models import Discrepancy, Exhibit, HandlingUnit
from custody.evidence.selectors.contents import exhibits_inside
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.evidence.exceptional import asked, decided, explained, papered
from tests.stories import act_of, fresh


def said_by_laboratory(cast, unit, substance, **changes):
    """Let a laboratory say what a sample of the unit is, verified by another."""
    sample = HandlingUnit.objects.get(pk=stories.sampled(cast, unit).sample_unit_id)
    said = {"outcome": "positive", "substance": substance, "laboratory": "NICC", "reference": "L 7"} | changes
    result = papered(laboratory.report_result(act=act_of(cast.case_officer), unit_id=sample.id, **said),
                     by=cast.case_officer)  # fmt: skip
    return laboratory.verify_result(act=act_of(cast.supervisor), result_id=result.id, unit_id=sample.id)


def corrections(unit):
    """Return, for each time the exhibit of a unit was put right, whether a laboratory did."""
    lines = told([unit.seizure.stream_id], limit=50, newest_first=False)
    return [line.values["result_id"] is not None for line in lines if line.type.code == "exhibit.corrected/1"]


def substance(unit):
    return Exhibit.objects.get(pk=unit.exhibit_id).substance


def test_an_exhibit_is_what_two_people_say_it_is_and_the_law_follows(cast, refused):
    unit, other = stories.stored(cast, count=2)
    right = Corrected(event_seq=1, substance="heroin")
    for wrong, code in (("sugar", "choice.unknown"), ("cocaine", "correction.same")):
        with refused(code):
            asked(cast, unit, "correction", by=cast.storekeeper, correction=Corrected(event_seq=1, substance=wrong))
    proposal = asked(cast, unit, "correction", by=cast.storekeeper, correction=right)
    assert substance(unit) == "cocaine"
    with refused("role.missing"):
        decided(proposal, by=cast.storekeeper)

    decided(proposal, by=cast.supervisor)

    assert {each.substance for found in exhibits_inside([unit, other]).values() for each in found} == {"heroin"}
    assert corrections(unit) == [False]
    assert replay_state().findings == []


def test_what_is_of_no_exhibit_has_no_substance_to_put_right(cast, refused):
    [unit] = stories.stored(cast)
    unit.exhibit = None
    with refused("correction.no_exhibit"):
        policies.check_other_substance(unit, "heroin")


def test_a_laboratory_puts_an_exhibit_right_once_all_its_results_say_the_same(cast, refused):
    unit, other = stories.stored(cast, count=2)

    said_by_laboratory(cast, unit, "heroin")

    assert substance(unit) == "heroin"
    assert corrections(unit) == [True]
    assert not fresh([other])[0].discrepancy_open
    # Another substance dries and is watched otherwise: two at a desk do not make it that unasked.
    [found] = Discrepancy.objects.all()
    assert (found.unit, found.discrepancy_kind, found.expected, found.found) == (unit, "substance", "cocaine", "heroin")
    assert Alert.objects.get(rule="AL6").subject_id == unit.id
    with refused("discrepancy.opener"):
        explained(cast, unit, by=cast.supervisor)
    explained(cast, unit)
    # Where results differ, two people decide.
    said_by_laboratory(cast, other, "ketamine")
    assert substance(unit) == "heroin"
    assert replay_state().findings == []


@pytest.mark.parametrize(
    ("booked", "said", "after"),
    [("cocaine_hcl", "cocaine", "cocaine_hcl"), ("cocaine", "cocaine_hcl", "cocaine_hcl"),
     ("cocaine", None, "cocaine")],
)  # fmt: skip
def test_a_result_that_says_less_or_finds_nothing_renames_no_exhibit(cast, booked, said, after):
    found = stories.opened_seizure(cast, exhibits=[NewExhibit(substance=booked, form="pressed_brick")])
    [unit] = stories.stored(cast, of=found)

    said_by_laboratory(cast, unit, said, outcome="negative" if said is None else "positive")

    assert substance(unit) == after
    assert not Discrepancy.objects.exists(), "a closer name, or none, is no other substance"


def test_the_volume_of_a_liquid_is_put_right_by_two(cast, refused):
    found = stories.opened_seizure(cast, exhibits=[NewExhibit(substance="ketamine", form="liquid")])
    [cans] = stories.stored(cast, of=found, kind="liquid", package_count=None, volume_ml=20_000)
    with refused("volume.range"):
        asked(cast, cans, "correction", by=cast.storekeeper, correction=Corrected(event_seq=1, volume_ml=0))
    proposal = asked(cast, cans, "correction", by=cast.storekeeper, correction=Corrected(event_seq=1, volume_ml=2_000))
    assert fresh([cans])[0].volume_ml == 20_000
    with refused("role.missing"):
        decided(proposal, by=cast.supervisor)

    decided(proposal, by=cast.regional_head)

    [right] = fresh([cans])
    assert (right.volume_ml, right.gross_mg) == (2_000, cans.gross_mg)
    assert replay_state().findings == []


def test_only_a_liquid_has_a_volume_to_put_right(cast, refused):
    [bag] = stories.stored(cast)
    with refused("volume.no_liquid"):
        asked(cast, bag, "correction", by=cast.storekeeper, correction=Corrected(event_seq=1, volume_ml=5))
