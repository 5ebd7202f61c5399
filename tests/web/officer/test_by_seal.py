"""A bag bears a seal and, on a quay at night, no label: wherever a label is taken the seal is, and both are shown."""

from __future__ import annotations

import pytest

from custody.evidence.actions import moving
from custody.evidence.models import Discrepancy
from custody.evidence.selectors.borne import in_seal_order, seals_borne
from tests import stories
from tests.web.shared.pages import one, read

STORE, OTHER = "/store/put/", "NL7920"


@pytest.fixture
def received(cast):
    """Return three bags, in the order of their seals, that the storekeeper took over; the last with another seal."""
    bags = sorted(stories.swept(cast, stories.seized(cast, count=3, reading=None)), key=lambda bag: bag.seal)
    offer = stories.offered(cast, bags, receiver=cast.storekeeper)
    seals = {bag.id: bag.seal for bag in bags} | {bags[2].id: OTHER}
    stories.accepted(offer, by=cast.storekeeper, again=True, seals=seals)
    return stories.fresh(bags)


@pytest.fixture
def owed(cast, received):
    """Return the same bags in store, where their weights are owed."""
    moving.store_units(act=stories.act_of(cast.storekeeper), unit_ids=[bag.id for bag in received], place="BITTERN")
    return stories.fresh(received)


def rows_of(page):
    return [label.text for label in read(page.html).iter("label") if " · " in (label.text or "")]


def test_a_list_shows_label_and_seal_in_the_order_of_the_seals(cast, page_for, received):
    first, second, differs = received

    page = page_for(cast.storekeeper, STORE)

    assert rows_of(page) == [f"{first.label} · {first.seal}", f"{second.label} · {second.seal}",
                             f"{differs.label} · {OTHER}"]  # fmt: skip
    assert differs.seal not in page.html
    assert "Scan or type a label or a seal" in page.words


def test_what_is_frozen_for_its_seal_stands_behind_whatever_its_seal_is(cast, received):
    received[0].seal, received[2].seal = "ZZ99999", "AA0001"

    assert in_seal_order(cast.storekeeper, received) == [received[1], received[0], received[2]]
    received[2].seal = None
    assert in_seal_order(cast.storekeeper, received)[2] == received[2]


def test_a_seal_that_is_said_in_words_is_no_number_on_a_bag(cast, received):
    differs = received[2]
    assert seals_borne(cast.storekeeper, received)[differs.id] == OTHER

    Discrepancy.objects.filter(unit=differs).update(found=f"broken {OTHER}")

    assert differs.id not in seals_borne(cast.storekeeper, received)


def test_units_are_put_in_store_by_their_seals(cast, page_for, received):
    first, second, _differs = received

    sent = page_for(cast.storekeeper, STORE, {"units": [first.seal.lower(), second.seal], "place": "BITTERN"})

    assert sent.status == 302
    assert {bag.custody_state for bag in stories.fresh([first, second])} == {"stored"}


def test_who_has_it_not_finds_nothing_by_a_seal(cast, page_for, received):
    page = page_for(cast.officer, STORE, {"units": [received[0].seal], "place": "BITTERN"})

    assert "cannot be chosen any more" in page.words
    assert {bag.custody_state for bag in stories.fresh(received)} == {"seized"}


def test_the_bag_on_the_scale_is_weighed_whichever_the_page_proposed(cast, page_for, owed):
    first, second, differs = owed
    weigh = f"/units/{first.id}/weigh/"
    said = {"gross": "25", "scale": "S-FLOOR", "package_count": "25", "expected_seq": str(first.last_seq)}

    page = page_for(cast.storekeeper, weigh)
    wrong = page_for(cast.storekeeper, weigh, said | {"bag": "NL9999"})
    empty = page_for(cast.storekeeper, weigh, said | {"bag": ""})
    sent = page_for(cast.storekeeper, weigh, said | {"bag": second.seal})
    by_read = page_for(cast.storekeeper, weigh, said | {"bag": OTHER})

    caption = one(read(page.html), ".//*[@class='c-caption']")
    assert "".join(caption.itertext()) == f"{first.label} · seal {first.seal} · weight 1 of 3"
    assert "NL9999 is none of those whose weight you owe" in wrong.words
    assert "Scan or type the seal or the label of what is on the scale" in empty.words
    assert sent.location == weigh
    assert by_read.location == f"/units/{differs.id}/weighed/"
    assert [bag.weighings.count() for bag in stories.fresh(owed)] == [0, 1, 1]


def test_a_weight_never_lands_on_the_unit_of_the_page_where_another_was_read(cast, page_for, owed):
    first, second, _differs = owed
    weigh = f"/units/{first.id}/weigh/"
    said = {"gross": "25", "scale": "S-FLOOR", "package_count": "25", "expected_seq": str(first.last_seq)}
    page_for(cast.storekeeper, weigh, said | {"bag": first.seal})

    changed = page_for(cast.storekeeper, weigh, said | {"bag": second.seal})
    seen = str(stories.fresh([first])[0].last_seq)
    page_for(cast.storekeeper, weigh, said | {"bag": second.seal, "expected_seq": seen})

    assert changed.status == 409
    assert [bag.weighings.count() for bag in stories.fresh([first, second])] == [1, 1]


def test_a_weight_far_off_its_sisters_is_asked_once_again_and_recorded_as_it_is(cast, page_for, owed):
    first, second, _differs = owed
    said = {"scale": "S-FLOOR", "package_count": "25", "sure": "on"}
    before_it = said | {"gross": "25.2", "expected_seq": str(first.last_seq)}
    page_for(cast.storekeeper, f"/units/{first.id}/weigh/", before_it)
    weigh, slip = f"/units/{second.id}/weigh/", said | {"gross": "2.52", "expected_seq": str(second.last_seq)}

    asked = page_for(cast.storekeeper, weigh, slip)
    before = second.weighings.count()
    page_for(cast.storekeeper, weigh, slip | {"looked_again": "on"})

    assert "2 kg 520 g: the others weigh about 25 kg. Read the scale again" in asked.words
    assert "I looked again: the scale really shows this" in asked.words
    assert "up to " in asked.words
    assert before == 0
    assert second.weighings.get().gross_mg == 2_520_000
    assert "I looked again" not in page_for(cast.storekeeper, weigh).words
