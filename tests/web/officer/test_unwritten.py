"""What one finds by, a seal or the number of a container, stands in no address and in no link: a phone keeps both."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from custody.web.shared import unwritten
from tests import stories
from tests.web.desk import browser_of

ADDRESS = re.compile(r'(?:href|action)="([^"]*)"')


def addresses_of(answer):
    """Return where a page was found, and all that it leads to."""
    return [*(url for url, _status in getattr(answer, "redirect_chain", [])),
            *ADDRESS.findall(answer.content.decode())]  # fmt: skip


def test_several_codes_are_found_again_by_an_address_that_holds_none_of_them(cast):
    units = stories.swept(cast, stories.seized(cast, count=3))
    browser = browser_of(cast.officer)
    sent = "\n".join([*(unit.seal for unit in units), "MSCU1234566"])

    shown = browser.post("/scan/several/", {"codes": sent}, follow=True)
    again = browser.get(shown.redirect_chain[-1][0])

    assert shown.redirect_chain[-1][1] == 302
    for answer in (shown, again):
        page = answer.content.decode()
        assert "3 units read" in page
        assert page.count("No record you may see matches") == 1
        assert not [each for each in addresses_of(answer) if "MSCU" in each or any(unit.seal in each for unit in units)]
    assert 'name="codes"' in page
    assert 'method="get"' not in page


def test_an_address_takes_labels_alone(cast):
    unit, other = stories.swept(cast, stories.seized(cast, count=2))
    browser = browser_of(cast.officer)

    assert browser.get(f"/scan/several/?read={unit.label}").context["units"] == [unit]
    assert browser.get(f"/scan/several/?read={other.seal}").context["units"] == []
    assert browser.get(f"/scan/several/?codes={other.seal}").context["units"] == []


def test_a_unit_is_found_in_its_list_by_a_seal_that_no_address_holds(cast):
    units = stories.seized(cast, count=26)
    path, part = f"/seizures/{units[0].seizure_id}/", units[0].seal[:4]
    browser = browser_of(cast.officer)

    whole = browser.get(path).content.decode()
    found = browser.post(f"{path}find/", {"find": units[0].seal}, follow=True)
    many = browser.post(f"{path}find/", {"find": part}, follow=True)

    assert f'action="{path}find/"' in whole
    assert "1 unit found" in found.content.decode()
    assert f'value="{units[0].seal}"' in found.content.decode()
    assert not [each for answer in (found, many) for each in addresses_of(answer) if part in each]
    assert "1 unit found" in browser.get(found.redirect_chain[-1][0]).content.decode(), "the way back finds it again"
    assert browser.post(f"{path}find/", {"find": " "}).headers["Location"] == f"{path}#units"


def test_the_next_leaf_of_what_was_found_is_of_what_was_found(cast):
    units = stories.seized(cast, count=170)
    browser = browser_of(cast.officer)
    path = f"/seizures/{units[0].seizure_id}/"

    first = browser.post(f"{path}find/", {"find": units[0].seal[:2]}, follow=True).content.decode()
    link = re.search(r'href="(\?[^"]*from=160[^"]*)"', first)[1].replace("&amp;", "&")

    assert "170 units found" in browser.get(path + link).content.decode()


def test_what_lies_somewhere_is_reported_with_what_was_typed_and_no_address_says_it(cast):
    browser = browser_of(cast.officer)

    missed = browser.post("/scan/", {"code": "AN999999"})
    [link] = [each for each in addresses_of(missed) if each.startswith("/labels/") and "typed" in each]
    report = browser.get(link).content.decode()

    assert not [each for each in addresses_of(missed) if "AN999999" in each]
    assert 'value="AN999999"' in report
    assert "AN999999" not in browser_of(cast.third_officer).get(link).content.decode()


def test_both_are_refused_without_the_token_of_the_page(cast):
    [unit] = stories.seized(cast, count=1)
    browser = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")
    browser.force_login(cast.officer)

    for path in ("/scan/several/", f"/seizures/{unit.seizure_id}/find/"):
        assert browser.post(path, {"codes": "x", "find": "x"}).status_code == 403


def test_the_oldest_of_many_is_forgotten(cast):
    browser = browser_of(cast.officer)
    for each in range(unwritten.MOST_KEPT + 3):
        browser.post("/scan/several/", {"codes": f"AN{each:06d}"})

    assert len(browser.session["typed_to_find"]) == unwritten.MOST_KEPT


@pytest.mark.parametrize("typed", ["", "?typed=nothing"])
def test_an_address_that_stands_for_nothing_shows_everything(cast, typed):
    units = stories.seized(cast, count=3)

    assert browser_of(cast.officer).get(f"/seizures/{units[0].seizure_id}/{typed}").status_code == 200
