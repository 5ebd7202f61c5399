"""Who sees a mass as a number, and how it is written."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.utils import translation

from custody.core.sampling import Claim
from custody.reports.release import hundredths
from custody.web.dashboard.forms import KeepForm
from custody.web.shared.masks import in_band, in_tonnes, load_for, mass_for
from custody.web.shared.stages import hours_lain
from custody.web.shared.words import claimed


def holder(*roles, is_active=True):
    return SimpleNamespace(
        is_active=is_active, has_role=lambda *asked: not set(roles).isdisjoint(role.value for role in asked)
    )


@pytest.mark.parametrize("role", ["supervisor", "auditor"])
def test_whose_task_it_is_sees_the_number(cast, role):
    """Real people: whether an auditor counts just now stands in the database."""
    with translation.override("en"):
        assert mass_for(getattr(cast, role), 24_995_000) == "24.995\u00a0kg"
        assert load_for(getattr(cast, role), 1_949_000_000) == "1.9\u00a0t"


@pytest.mark.parametrize("viewer", [holder("planner"), holder("officer", "duty_officer"), holder(),
                                    holder("supervisor", is_active=False)])
def test_everybody_else_sees_a_band(viewer):
    assert mass_for(viewer, 24_995_000) == "10–100 kg"
    assert load_for(viewer, 1_949_000_000) == "> 1.5 t"


def test_nothing_weighed_is_a_dash_for_all():
    assert mass_for(holder("supervisor"), None) == mass_for(holder(), None) == "–"


def test_tonnes_are_rounded_and_not_cut():
    with translation.override("en"):
        assert in_tonnes(199_960_000) == "0.2\u00a0t"
    with translation.override("nl"):
        assert in_tonnes(6_249_000_000) == "6,2\u00a0t"


def test_a_band_a_claim_and_a_release_are_written_as_their_reader_writes():
    claim = Claim(packages=1_321, size=28, share=90, confidence=95)
    with translation.override("nl"):
        assert (in_band(600_000_000), in_band(5_000_000)) == ("0,5–1,5 t", "< 10 kg")
        assert hundredths(25_125_000_000) == "25 125,00"
        assert claimed(claim) == "Ten minste 90 % van 1.321 pakketten, met 95 % betrouwbaarheid"
        assert claimed(replace(claim, share=None)) == "28 van 1.321 pakketten"
        assert [str(word) for _code, word in KeepForm().fields["shared_with"].choices] == [
            "Leidinggevende", "Ambtenaar van dienst", "Planner"]
    with translation.override("en"):
        assert (in_band(600_000_000), hundredths(450_000)) == ("0.5–1.5 t", "0.45")


def test_hours_lain_are_told_in_kilograms_while_they_are_small():
    with translation.override("nl"):
        assert hours_lain(9_999) == "9\u202f999 kg-uur"
        assert hours_lain(10_000) == "10 ton-uur"
