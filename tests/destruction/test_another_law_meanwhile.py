"""The house is put under another law while a seizure is open: what began under the old one ends under it."""

from __future__ import annotations

import pytest

from custody.deadlines.models import Clock
from custody.destruction import permissions
from custody.destruction.selectors import law
from custody.evidence.actions import dividing, seizure
from custody.evidence.entries import NewExhibit
from tests import packs, stories
from tests.destruction.lawful import under
from tests.stories import act_of


@pytest.fixture
def switched(cast, settings):
    """Return what puts the house under the law of nowhere."""

    def switch():
        under(cast, packs.nowhere())
        settings.CUSTODY_JURISDICTION = "XX"

    return switch


def bag_of(cast, made):
    """Return a bag of a find that came out of no conveyance, where it was found."""
    [unit] = seizure.register_units(act=act_of(cast.officer), seizure_id=made.id, units=[stories.new_bag()],
                                    place="HERON")  # fmt: skip
    return unit


def found_without_a_conveyance(cast):
    made = seizure.open_seizure(
        act=act_of(cast.officer), second_badge=cast.second_officer.badge,
        exhibits=[NewExhibit(substance="cocaine", form="pressed_brick", field_test="positive")],
    )  # fmt: skip
    stories.countersigned(cast.second_officer)
    return made


def test_what_was_stopped_before_is_seized_registered_and_divided_under_the_law_of_the_stop(cast, switched):
    before = stories.stored(cast)[0]
    stopped = stories.opened(cast)

    switched()

    later = stories.opened_seizure(cast, conveyance=stopped)
    new = found_without_a_conveyance(cast)
    assert (before.jurisdiction, later.jurisdiction, new.jurisdiction) == ("BE", "BE", "XX")
    [more], other = stories.seized(cast, of=later), bag_of(cast, new)
    assert (more.jurisdiction, other.jurisdiction) == ("BE", "XX")
    halves = dividing.split_unit(
        act=act_of(cast.storekeeper), unit_id=before.id, witness_badge=cast.second_storekeeper.badge, reason="large",
        parts=[stories.new_bag(13_000_000, package_count=13), stories.new_bag(12_000_000, package_count=12)],
    )  # fmt: skip
    assert {half.jurisdiction for half in halves} == {"BE"}
    laws = Clock.objects.filter(subject_id__in=[more.id, other.id, *(half.id for half in halves)])
    assert {(clock.subject_id == other.id, clock.jurisdiction) for clock in laws} == {(False, "BE"), (True, "XX")}


def test_the_witnesses_of_a_burn_are_asked_for_by_the_law_of_each_load_and_the_stricter_counts(cast, switched, refused):
    [old] = stories.seized(cast)
    switched()
    new = bag_of(cast, found_without_a_conveyance(cast))
    pair = (cast.second_supervisor, cast.witness)

    permissions.check_can_witness(*pair, [old], law.asked_of([old]))
    for units in ([new], [old, new]):
        with refused("witness.supervisors"):
            permissions.check_can_witness(*pair, units, law.asked_of(units))
