"""What is stopped or seized in another country is under its law (C17), as far as the house has adopted it."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.evidence.actions import extraction
from custody.evidence.actions.moving import move_units
from custody.evidence.actions.seizure import open_seizure, register_units
from custody.evidence.entries import NewExhibit
from custody.organisation.actions import presence, register, site
from tests import packs, stories
from tests.destruction.lawful import under
from tests.evidence.test_papersheet import enter, kit
from tests.stories import act_of


@pytest.fixture
def quay(cast):
    """A quay in a country whose rules the house does not have."""
    return register.register_place(act=act_of(cast.administrator), code_word="GANNET", kind="quay", jurisdiction="XX")


def told(place):
    return Alert.objects.filter(rule="LAW", subject_id=place.id).exclude(state="resolved").exists()


def test_a_container_stopped_abroad_and_all_that_comes_out_of_it_is_under_the_law_there(cast, quay):
    under(cast, packs.nowhere())

    container = stories.contained(cast, place="GANNET")
    container = extraction.start_extraction(
        act=act_of(cast.officer), unit_id=container.id, witness_badge=cast.second_officer.badge
    )
    seizure = stories.opened_seizure(cast, conveyance=container)
    [unit] = stories.seized(cast, of=seizure)

    assert [each.jurisdiction for each in (container, seizure, unit)] == ["XX"] * 3
    assert not told(quay)
    assert stories.contained(cast).jurisdiction == "BE"


def test_a_paper_sheet_filled_in_abroad_is_under_the_law_there(cast, quay):
    under(cast, packs.nowhere())

    assert enter(cast, kit(cast), place="GANNET").jurisdiction == "XX"


def presence_recorded_in(cast, jurisdiction):
    """Let the officer record himself to be on a site of another country, which nobody confirms."""
    there = site.register_site(act=act_of(cast.administrator), code_word="MAPLE", jurisdiction=jurisdiction,
                               zone="Europe/Brussels", police_phone="+3225550000")  # fmt: skip
    presence.come(act=act_of(cast.officer), site=there.code_word)


def found_without_a_container(cast):
    return open_seizure(act=act_of(cast.officer), second_badge=cast.second_officer.badge,
                        exhibits=[NewExhibit(substance="cocaine", form="pressed_brick")])  # fmt: skip


def registered(cast, seizure, *, place):
    units = [stories.new_bag(), stories.new_bag()]
    return register_units(act=act_of(cast.officer), seizure_id=seizure.id, units=units, place=place)


def lying_elsewhere(subject):
    return Alert.objects.filter(rule="LAW", stage="elsewhere", subject_id=subject.id).exclude(state="resolved")


def test_no_officer_chooses_the_law_of_a_find_by_where_he_says_to_be(cast, quay):
    under(cast, packs.nowhere())
    presence_recorded_in(cast, "XX")

    found = found_without_a_container(cast)
    stopped = stories.contained(cast, place=None)
    unit = registered(cast, found, place="HERON")[0]

    assert [each.jurisdiction for each in (found, stopped, unit)] == ["BE"] * 3
    assert not lying_elsewhere(found)


def test_goods_registered_in_another_country_than_their_law_are_a_fact_and_told_at_once(cast, quay):
    under(cast, packs.nowhere())
    stopped = extraction.start_extraction(
        act=act_of(cast.officer), unit_id=stories.contained(cast, place="GANNET").id,
        witness_badge=cast.second_officer.badge,
    )  # fmt: skip
    seizure = stories.opened_seizure(cast, conveyance=stopped)

    registered(cast, seizure, place="HERON")

    [alert] = lying_elsewhere(seizure)
    assert (alert.level, alert.about) == (1, [cast.officer.id])
    assert not lying_elsewhere(stopped)


def test_a_find_of_the_house_that_lies_abroad_is_told_as_well(cast, quay):
    under(cast, packs.nowhere())
    found = found_without_a_container(cast)

    registered(cast, found, place="GANNET")

    assert lying_elsewhere(found)
    assert not told(quay)


@pytest.mark.parametrize("before", ["GANNET", None])
def test_a_conveyance_that_is_moved_out_of_the_country_of_its_law_is_told_at_once(cast, quay, before):
    under(cast, packs.nowhere())
    stopped = stories.contained(cast, place=before)
    assert not lying_elsewhere(stopped)

    move_units(act=act_of(cast.officer), unit_ids=[stopped.id], place="HERON" if before else "GANNET")

    [alert] = lying_elsewhere(stopped)
    assert alert.level == 1


def test_a_stop_in_a_country_without_rules_is_a_fact_under_the_law_of_the_house_and_is_told(cast, quay):
    assert stories.contained(cast, place="GANNET").jurisdiction == "BE"
    assert enter(cast, kit(cast), place="GANNET").jurisdiction == "BE"
    assert told(quay)

    under(cast, packs.nowhere())

    assert not told(quay)
