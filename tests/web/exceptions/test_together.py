"""Several acts on one load are read and ticked on one page, each by itself, and signed at once."""

from __future__ import annotations

from tests.browser.house import taken_over, two_acts_of_one_bag
from tests.web.desk import browser_of, page_of, send, text_of
from tests.web.exceptions.test_signing import LIST, at, owed_to, sealed


def test_what_waits_of_one_load_is_said_in_full_ticked_by_itself_and_signed_at_once(cast):
    put, row = two_acts_of_one_bag(cast)
    assert at("together", row) in browser_of(cast.second_officer).get(at("sign", row)).content.decode()
    page = browser_of(cast.second_officer).get(at("together", row)).content.decode()
    assert put.number in page
    assert "looked for trackers" in page
    assert page.count('name="acts"') == 2
    assert " checked" not in page.partition('name="acts"')[2].partition("</form>")[0]
    owed = owed_to(cast.second_officer)

    one = send(cast.second_officer, at("together", row), {"acts": [str(row.id)]})
    assert (one.status_code, one["Location"]) == (302, LIST)
    left = owed_to(cast.second_officer)
    assert len(left) == len(owed) - 1
    assert row not in left


def test_both_are_signed_by_one_button_and_nothing_ticked_signs_nothing(cast):
    _put, row = two_acts_of_one_bag(cast)
    both = [str(each.id) for each in owed_to(cast.second_officer)]
    assert send(cast.second_officer, at("together", row), {"acts": []}).status_code == 422
    assert len(owed_to(cast.second_officer)) == 2

    assert send(cast.second_officer, at("together", row), {"acts": both}).status_code == 302

    assert owed_to(cast.second_officer) == []
    assert "Nothing waits" in text_of(cast.second_officer, LIST)


def test_nobody_else_opens_it_and_one_act_alone_offers_none(cast):
    _put, row = sealed(cast)

    page_of(cast.third_officer, at("together", row), status=404)
    assert "at once" not in text_of(cast.second_officer, at("sign", row))


def test_what_is_not_signed_as_a_second_leads_to_its_own_page(cast):
    moved = taken_over(cast)

    answer = browser_of(cast.second_storekeeper).get(at("together", moved))

    assert (answer.status_code, answer["Location"]) == (302, at("sign", moved))
