"""One place over its limit: by which rule, who may waive it, where there is room, and nothing of what lies there."""

from __future__ import annotations

from django.urls import reverse

from custody.evidence.actions import moving
from tests import stories
from tests.evidence.test_storage_cap import store
from tests.stories import act_of
from tests.web.desk import browser_of, page_of, text_of


def overfull(cast):
    place, [unit] = store(cast, cap_kg=10), stories.stored(cast)
    moving.move_units(act=act_of(cast.storekeeper), unit_ids=[unit.id], place="REDSHANK",
                      over_limit_reason="The other store is shut")  # fmt: skip
    return place, unit


def path(place):
    return reverse("places:overfull", args=[place.id])


def test_it_says_by_which_rule_who_may_waive_it_and_where_there_is_room(cast):
    place, unit = overfull(cast)

    shown = text_of(cast.storekeeper, path(place))

    assert "A place holds no more kilograms than its limit" in shown
    assert "The other store is shut" in shown
    assert "BITTERN" in shown
    assert "0 units here may burn" in shown
    assert unit.label not in shown
    assert path(place) in browser_of(cast.storekeeper).get(reverse("places:list")).content.decode()


def test_its_button_asks_for_a_waiver_of_that_rule_and_place(cast):
    place, _unit = overfull(cast)

    [link] = [each.get("href") for each in page_of(cast.storekeeper, path(place)).iter("a")
              if each.get("href", "").startswith(reverse("waivers:ask"))]  # fmt: skip
    assert 'value="REDSHANK"' in browser_of(cast.storekeeper).get(link).content.decode()
    assert link not in browser_of(cast.auditor).get(path(place)).content.decode()


def test_a_place_that_fits_has_no_such_page_and_neither_has_who_may_not_know(cast):
    place = store(cast, cap_kg=10)
    page_of(cast.storekeeper, path(place), status=404)
    page_of(cast.officer, path(place), status=403)


def test_room_is_told_as_a_band_and_too_much_as_a_number_to_who_sees_masses_only(cast):
    place, _unit = overfull(cast)

    assert "Too much 10–100 kg" in text_of(cast.storekeeper, path(place))
    assert "Too much 15" in text_of(cast.auditor, path(place))
