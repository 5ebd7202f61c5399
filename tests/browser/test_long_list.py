"""A load of more units than a page lists: a code of any of them is read on the page where it is scanned."""

from __future__ import annotations

import pytest

from custody.core.identifiers import label_content
from custody.evidence.models import TransferLine
from custody.web.shared.turning import A_LEAF
from tests import stories
from tests.browser.hands import Count, phone
from tests.web.browser import chromium
from tests.web.shared.test_in_a_browser import scan

OFFER = "/transfers/offer/"
MORE = 6


@pytest.fixture(scope="module")
def load(standing_house):
    """More bags in the hands of the officer than a page lists; those that it does not are the last by their seals."""
    units = stories.swept(standing_house, stories.seized(standing_house, count=A_LEAF + MORE))
    return standing_house, units


@pytest.fixture(scope="module")
def browser_here():
    with chromium() as browser:
        yield browser


@pytest.fixture
def hand(browser_here, load, site, cookie_of):
    """The phone of the officer; what its console says fails at the end."""
    cast, _units = load
    officer = phone(browser_here, site=site, badge=cast.officer.badge, count=Count(), cookie=cookie_of(cast.officer))
    officer.page.context.set_default_timeout(90_000)  # begun first, beside everything else that begins
    yield officer
    assert [each for each in officer.complaints() if "net::ERR" not in each] == []
    officer.page.context.close()


def unlisted(hand, units):
    """Return the units that the page does not list, and that nobody offered before: either test may be the first."""
    hand.open(OFFER)
    shown = set(hand.page.locator("main [name=units]").evaluate_all("(boxes) => boxes.map((box) => box.value)"))
    offered = set(TransferLine.objects.filter(state="offered").values_list("unit_id", flat=True))
    rest = [unit for unit in units if unit.label not in shown and unit.id not in offered]
    assert len(rest) >= 3
    return rest


def everything(hand):
    """Return how many may be offered: the container of the load is one of them."""
    return hand.page.locator("main .c-choices[data-all]").get_attribute("data-all")


def ticked(hand):
    boxes = hand.page.locator("main [name=units]:checked:not([data-whole])")
    return set(boxes.evaluate_all("(boxes) => boxes.map((box) => box.value)"))


def told(hand):
    return hand.page.locator(".c-batch__reads li").all_inner_texts()


def test_a_code_that_the_page_does_not_list_is_recognised_and_one_of_no_unit_is_asked_about(load, hand):
    _cast, units = load
    first, second, third, *_others = unlisted(hand, units)
    counted, strange = hand.page.locator(".c-batch__count"), hand.page.locator(".c-batch__strange")

    scan(hand.page, label_content(first.label))
    hand.page.wait_for_selector(f"main [name=units][value='{first.label}']:checked")
    hand.page.locator("#batch-line").fill(second.seal)
    hand.page.get_by_role("button", name="Add").click()
    hand.page.wait_for_selector(f"main [name=units][value='{second.label}']:checked")
    assert not strange.count()
    assert ticked(hand) == {first.label, second.label}
    assert counted.inner_text() == f"2 of {everything(hand)} read"
    assert [each.split(" · ")[-1] for each in told(hand)] == ["Typed", "Scanned"]

    # The seal of what was read by its label is the same unit, and taking that back takes nothing else back.
    hand.page.locator("#batch-line").fill(first.seal)
    hand.page.get_by_role("button", name="Add").click()
    hand.page.wait_for_function("() => document.querySelector('.c-batch__reads li').textContent.includes('already')")
    assert counted.inner_text() == f"2 of {everything(hand)} read"
    scan(hand.page, label_content(third.label))
    hand.page.wait_for_selector(f"main [name=units][value='{third.label}']:checked")
    hand.page.get_by_role("button", name="Undo the last read").click()
    assert ticked(hand) == {first.label, second.label}

    scan(hand.page, "C1:0000-0000-0")
    strange.wait_for()
    assert "Not on this list" in strange.inner_text()
    strange.get_by_role("button", name="strike it out").click()
    assert ticked(hand) == {first.label, second.label}


def test_without_an_answer_it_stands_there_and_is_taken_when_the_form_is_sent(load, hand):
    cast, units = load
    first, second, *_others = unlisted(hand, units)
    hand.page.context.set_offline(True)

    scan(hand.page, label_content(first.label))
    hand.page.wait_for_timeout(1_600)
    hand.page.locator("#batch-line").fill(second.seal)
    hand.page.get_by_role("button", name="Add").click()

    assert hand.page.locator(".c-batch__count").inner_text() == f"2 of {everything(hand)} read"
    assert all("not compared yet" in each for each in told(hand))
    assert not hand.page.locator(".c-batch__strange").count()
    hand.page.route("**/offer/", lambda route: route.abort() if route.request.method == "GET" else route.continue_())
    hand.page.context.set_offline(False)
    hand.pick("purpose", "handover")
    hand.page.locator("main [name=receiver_badge]").last.fill(cast.storekeeper.badge)
    hand.tap("Sign the offer")

    assert hand.heading() == "Offered"
    assert {line.unit_id for line in TransferLine.objects.filter(state="offered")} == {first.id, second.id}
