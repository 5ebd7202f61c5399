"""A load of more units than a page lists: the whole of it is swept, offered and driven off, and nothing of it is left
out of the word that it may go."""

from __future__ import annotations

import gzip
import re

from django.urls import reverse

from custody.core.identifiers import new_label
from custody.evidence.actions import seizure
from custody.evidence.entries import NewUnit
from custody.evidence.models import HandlingUnit, TransferLine
from tests import stories
from tests.web.desk import MOST_QUERIES, browser_of, queries_of, send, text_of
from tests.web.shared.pages import read

MANY, MOST_OF_A_PAGE = 260, 12_000


def html_of(officer, path):
    return browser_of(officer).get(path).content.decode()


def listed(page):
    return page.count(" data-batch")


def whole_on(page):
    """Return the answer that stands for the whole load."""
    return re.findall(r'value="(whole:[0-9a-f]{12})"', page)[:1]


def some_left(cast, count=MANY):
    """Return a load of which the last 60 by label are unswept."""
    units = sorted(stories.seized(cast, count=count, crew=True), key=lambda unit: unit.label)
    stories.swept(cast, units[:200])
    return units


def test_the_page_of_a_seizure_asks_for_all_of_its_units(cast):
    units = some_left(cast)
    path = reverse("seizure:seizure", args=[units[0].seizure_id])

    said = text_of(cast.officer, path)

    assert "60 units are unswept" in said
    assert "The load may move" not in said
    assert "260 units so far" in said
    assert "Listed here: 1 to 160 of 260." in said
    assert "List the next 100" in said
    assert units[-1].label not in said
    assert units[-1].label in text_of(cast.officer, f"{path}?from=160")
    found = browser_of(cast.officer).post(f"{path}find/", {"find": units[-1].label}, follow=True).content.decode()
    assert "1 unit found" in found
    assert units[-1].label in found
    assert queries_of(cast.officer, path) <= MOST_QUERIES


def test_the_whole_load_is_swept(cast):
    units = stories.seized(cast, count=MANY, crew=True)
    path = f"{reverse('sweep:record')}?seizure={units[0].seizure_id}"
    page = html_of(cast.officer, path)

    assert "260 units" in page
    assert listed(page) < 210
    said = {"methods": ["visual"], "minutes": "30", "result": "clear", "witness_badge": cast.second_officer.badge}
    answer = send(cast.officer, path, {"units": whole_on(page), **said})

    assert answer.status_code == 302
    assert not HandlingUnit.objects.filter(seizure=units[0].seizure_id, unswept=True).exists()
    assert queries_of(cast.officer, path) <= MOST_QUERIES


def test_the_whole_load_is_offered_and_a_gate_asks_about_what_is_not_listed(cast):
    units = some_left(cast)
    path = f"{reverse('transfer:offer')}?seizure={units[0].seizure_id}"

    page = html_of(cast.officer, path)

    assert 'name="unswept_reason"' in page
    assert 'data-whole="260"' in page
    assert 'data-all="260"' in page
    said = {"purpose": "handover", "receiver_badge": cast.crew.badge}
    answer = send(cast.officer, path, {"units": whole_on(page), **said})
    assert answer.status_code == 302
    assert TransferLine.objects.filter(state="offered").count() == MANY
    assert queries_of(cast.officer, path) <= MOST_QUERIES


def test_the_last_of_a_long_list_is_found_ticked_and_taken(cast):
    units = some_left(cast)
    path = reverse("transfer:offer")
    second = html_of(cast.officer, f"{path}?from=160")
    # They stand in the order of their seals.
    last = next(unit for unit in units if f'value="{unit.label}"' in second)

    shown = html_of(cast.officer, f"{path}?read={last.label}")
    assert re.search(rf'value="{last.label}"[^>]*checked', shown)
    assert listed(second) < 110
    assert f'value="{last.label}"' not in html_of(cast.officer, path)
    answer = send(cast.officer, f"{path}?from=160", {"units": [last.label], "purpose": "handover",
                                                     "receiver_badge": cast.crew.badge})
    assert answer.status_code == 302
    assert TransferLine.objects.get(state="offered").unit_id == last.id


def test_the_whole_load_leaves_and_is_put_away(cast):
    units = stories.swept(cast, stories.seized(cast, count=MANY, crew=True))

    page = html_of(cast.officer, reverse("road:depart"))
    assert 'data-whole="260"' in page
    assert len(gzip.compress(page.encode())) <= MOST_OF_A_PAGE
    moved = html_of(cast.officer, reverse("road:move"))
    assert 'data-whole="260"' in moved
    assert listed(moved) < 210
    assert queries_of(cast.officer, reverse("road:depart")) <= MOST_QUERIES
    assert queries_of(cast.officer, reverse("road:move")) <= MOST_QUERIES
    assert len(units) == MANY


def test_a_pallet_says_how_many_bags_are_on_it_that_are_not_listed(cast):
    label = new_label(b"quays")
    [pallet, *bags] = seizure.register_units(
        act=stories.act_of(cast.officer), seizure_id=stories.opened_seizure(cast).id,
        units=[stories.new_bag(kind="pallet", label=label),
               *(NewUnit(kind="bag", parent_label=label) for _ in range(70))],
    )  # fmt: skip
    path, last = reverse("units:unit", args=[pallet.id]), max(bag.label for bag in bags)

    assert "Listed here: 1 to 60 of 70." in text_of(cast.officer, path)
    assert last in text_of(cast.officer, f"{path}?from=60")


def test_who_takes_over_a_load_of_hundreds_answers_for_each_on_one_page(cast):
    units = stories.seized(cast, count=520)
    transfer = stories.offered(cast, units, receiver=cast.crew)
    path = reverse("transfer:receive", args=[transfer.id])
    tree = read(html_of(cast.crew, path))
    sent = {each.get("name"): each.get("value") or "" for each in [*tree.iter("input"), *tree.iter("select")]
            if each.get("name") and each.get("type") != "checkbox"}

    answer = send(cast.crew, path, {name: value for name, value in sent.items() if name != "idempotency_key"})

    assert len(sent) > 1000
    assert answer.status_code == 422


def test_a_page_is_told_of_what_was_read_and_it_does_not_list_and_of_nothing_else(cast):
    units = some_left(cast, count=200)
    path = reverse("transfer:offer")
    last = next(unit for unit in units if f'value="{unit.label}"' not in html_of(cast.officer, path))
    strange = stories.seized(cast, seal=stories.new_seal(), of=stories.opened_seizure(cast))[0]
    browser = browser_of(cast.officer)

    for code in (last.label, last.label.replace("-", ""), last.seal):
        answer = browser.get(path, headers={"X-Read": f"{code} 0000-0000-0 NO000000"}).content.decode()
        assert listed(answer) == 1
        assert re.findall(r'value="([^"]+)"[^>]* checked [^>]*data-read="([^"]+)"', answer) == [(last.label, code)]
    # By its seal nobody finds what is in other hands.
    stories.accepted(stories.offered(cast, [strange], receiver=cast.crew), by=cast.crew)
    for code in (strange.seal, strange.label):
        answer = browser.get(path, headers={"X-Read": code}).content.decode()
        assert f'data-read="{code}"' not in answer
        assert strange.label not in answer
