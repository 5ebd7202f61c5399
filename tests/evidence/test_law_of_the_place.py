"""What is stopped or seized in another country is under its law (C17), as far as the house has adopted it."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.evidence.actions import extraction
from custody.evidence.actions.seizure import open_seizure
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


def test_a_find_without_a_container_is_under_the_law_of_where_the_officer_is(cast, quay):
    under(cast, packs.nowhere())
    there = site.register_site(act=act_of(cast.administrator), code_word="MAPLE", jurisdiction="XX",
                               zone="Europe/Brussels", police_phone="+3225550000")  # fmt: skip
    presence.come(act=act_of(cast.officer), site=there.code_word)

    found = open_seizure(act=act_of(cast.officer), second_badge=cast.second_officer.badge,
                         exhibits=[NewExhibit(substance="cocaine", form="pressed_brick")])  # fmt: skip

    assert found.jurisdiction == "XX"


def test_a_stop_in_a_country_without_rules_is_a_fact_under_the_law_of_the_house_and_is_told(cast, quay):
    assert stories.contained(cast, place="GANNET").jurisdiction == "BE"
    assert enter(cast, kit(cast), place="GANNET").jurisdiction == "BE"
    assert told(quay)

    under(cast, packs.nowhere())

    assert not told(quay)
