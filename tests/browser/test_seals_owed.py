"""The seals that are owed go on in pairs: the label of a unit, then its seal, by scanner, by hand, by list."""

from __future__ import annotations

import pytest

from custody.core.identifiers import label_content
from custody.evidence.models import Seal
from tests import stories
from tests.browser.hands import Count, phone
from tests.web.browser import chromium
from tests.web.shared.test_in_a_browser import scan


@pytest.fixture(scope="module")
def bare(standing_house):
    """Three bags without seals in the hands of the officer."""
    return standing_house, sorted(stories.seized(standing_house, count=3, seal=None), key=lambda unit: unit.label)


def test_the_label_says_which_line_the_next_seal_fills(bare, site, cookie_of):
    cast, units = bare
    with chromium() as browser:
        hand = phone(browser, site=site, badge=cast.officer.badge, count=Count(), cookie=cookie_of(cast.officer))
        hand.page.context.set_default_timeout(30_000)
        hand.open(f"/seizures/{units[0].seizure_id}/seals/")
        lines = [hand.page.locator(f"[name=seal_{unit.id.hex}]") for unit in units]
        line, counted = hand.page.locator(".c-batch input"), hand.page.locator(".c-batch__count")
        assert counted.inner_text() == "0 of 3 read"

        scan(hand.page, "BB800001")
        assert "Read the label of the unit first" in hand.page.locator(".c-scan__said").first.inner_text()
        scan(hand.page, label_content(units[1].label))
        scan(hand.page, "BB800002")
        assert [each.input_value() for each in lines] == ["", "BB800002", ""]
        line.fill(units[0].label)
        hand.page.get_by_role("button", name="Add", exact=True).tap()
        line.fill("bb800001")
        hand.page.keyboard.press("Enter")
        hand.page.wait_for_timeout(1_600)
        scan(hand.page, label_content(units[2].label))
        scan(hand.page, "BB800002")
        assert [each.input_value() for each in lines] == ["BB800001", "BB800002", ""]
        assert counted.inner_text() == "2 of 3 read"
        hand.page.get_by_role("button", name="Undo the last read").click()
        assert lines[0].input_value() == ""
        line.fill(f"{units[0].label}, BB800001")
        hand.write("second_badge", cast.second_officer.badge)
        hand.tap("Sign the seals")

        assert hand.heading() == "2 seals are on"
        assert [each for each in hand.complaints() if "404" not in each and "422" not in each] == []
    on = dict(Seal.objects.filter(unit__in=units).values_list("unit", "number"))
    assert on == {units[0].id: "BB800001", units[1].id: "BB800002"}
