"""What is typed and not sent yet survives the same page once more, and no other page begins with it."""

from __future__ import annotations

import pytest

from custody.evidence.models import HandlingUnit
from tests.browser.unconnected import (
    new_number,
    plugged_in,
    press,
    stopped,
    unplugged,
    until,
    wait_until_sent,
    wait_until_stopped,
    write_a_stop,
)

BACK = "What you typed before is back"


@pytest.fixture
def officer(officers_phone):
    return officers_phone


def typed(hand, number):
    hand.open("/stop/?more")
    typed_on(hand, number)


def typed_on(hand, number):
    hand.write("container_number", number)
    until(hand.page, "() => sessionStorage.getItem('custody_draft') !== null")
    assert number not in hand.page.evaluate("sessionStorage.getItem('custody_draft')")
    # What is typed last is kept last.
    hand.page.wait_for_timeout(600)


def number_on(hand):
    return hand.page.locator("main [name=container_number]").input_value()


def test_a_page_that_is_loaded_anew_has_what_was_typed(officer):
    number = new_number()
    typed(officer, number)

    officer.page.reload()
    officer.page.get_by_text(BACK).wait_for()

    assert number_on(officer) == number
    assert not HandlingUnit.objects.filter(conveyance__container_number=number.replace(" ", "")).exists()


@pytest.mark.parametrize("minutes", [1, 10])
def test_the_time_that_was_chosen_is_the_time_that_comes_back(officer, minutes):
    officer.open("/stop/?more")
    # The page stands open for so long that the times of the next one are others.
    moment = officer.page.evaluate(
        """minutes => {
          const labels = [...document.querySelectorAll("main label")];
          const label = labels.find((each) => each.textContent.includes("15 min"));
          const at = new Date(new Date(label.control.value) - minutes * 60000).toISOString();
          label.control.value = at.replace(".000Z", "+00:00");
          label.textContent = `15 minutes ago, ${at.slice(11, 16)}`;
          label.click();
          return label.control.value;
        }""", minutes)  # fmt: skip
    typed_on(officer, new_number())

    officer.page.reload()
    officer.page.get_by_text(BACK).wait_for()

    chosen = officer.page.locator("main input[type=radio][name^=occurred_at]:checked")
    assert chosen.evaluate_all("all => all.map((each) => [each.value, each.labels[0].textContent])") == [
        [moment, moment[11:16]]
    ]


def test_another_language_keeps_the_page_its_address_and_what_was_typed(officer):
    number = new_number()
    typed(officer, number)

    officer.page.locator("details.c-menu > summary").click()
    with officer.page.expect_navigation():
        officer.page.get_by_role("button", name="Nederlands").click()
    officer.page.locator("main p.c-hint[role=status]").wait_for()

    assert officer.page.url.endswith("/stop/?more")
    assert officer.page.locator("html").get_attribute("lang") == "nl"
    assert number_on(officer) == number


def test_a_page_that_is_opened_anew_is_empty_and_so_is_the_one_after_sending(officer):
    number = new_number()
    typed(officer, number)
    officer.open("/stop/?more")
    assert number_on(officer) == ""

    write_a_stop(officer, number=number)
    press(officer)
    wait_until_stopped(officer, number)
    officer.open("/stop/?more")
    officer.page.reload()
    officer.page.wait_for_timeout(1000)
    assert number_on(officer) == ""
    assert stopped(number).count() == 1


def test_the_way_back_to_what_was_sent_or_kept_leads_to_an_empty_form(officer, line):
    sent, waits = new_number(), new_number()
    typed(officer, sent)
    write_a_stop(officer, number=sent)
    with officer.page.expect_navigation():
        press(officer)
    wait_until_stopped(officer, sent)
    officer.page.go_back()
    officer.page.wait_for_timeout(1000)
    assert number_on(officer) == ""

    typed(officer, waits)
    write_a_stop(officer, number=waits)
    unplugged(officer, line)
    press(officer)
    officer.page.wait_for_selector("[data-outbox-notice=kept]")
    plugged_in(officer, line)
    wait_until_sent(officer)
    officer.page.reload()
    officer.page.wait_for_timeout(1000)
    assert number_on(officer) == ""
