"""Who counts a store blind is told by no page and no noun what lies there, as long as their count is open (C25)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from custody.destruction.models import ManifestLine, OrderLine
from custody.evidence.actions import inventory as actions
from custody.evidence.actions.mission_load import name_load
from custody.evidence.models import (
    HandlingUnit,
    Hold,
    InventoryLine,
    MissionLoad,
    OpeningStock,
    Photo,
    Placement,
    TransferLine,
)
from custody.evidence.selectors.counting import hidden_ids
from custody.evidence.selectors.opening import visible_stocks
from custody.evidence.selectors.places import place_now
from custody.organisation.models import Officer
from custody.web.shared import receipts
from custody.web.shared.blind import OPEN_PAGES, OPEN_SCREENS
from tests import stories
from tests.browser.furnished import furnished_house
from tests.evidence.test_inventory import found, opened, signed
from tests.stories import act_of
from tests.web.crawling import body_of, crawl, kind_of
from tests.web.desk import browser_of, text_of
from tests.web.test_crawl_places import schema_drawn_once, seeds_of

COUNTER, SECOND = "4931", "4912"
"""An auditor, who reads most of all who count, and the second of the two."""
WHY = "You are counting a place blind"


def earlier(cast, place, unit):
    """Count a tenth of a place before: what came of it is on its page."""
    inventory = opened(cast, place=place.code_word, percent=10)
    found(cast, inventory, unit)
    return signed(cast, inventory)


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """Yield a house with something in every state, and an open blind count of the place where most of it lies."""
    with (
        django_db_blocker.unblock(), furnished_house() as (cast, about), schema_drawn_once(),
        pytest.MonkeyPatch.context() as patches,
    ):  # fmt: skip
        patches.setattr(receipts, "wait_for_seal", lambda *_args, **_more: None)
        place = place_now(about.stored)
        before = earlier(cast, place, about.stored)
        name_load(act=act_of(cast.supervisor), mission_id=about.mission.id, unit_ids=[about.stored.id])
        seeds = [*seeds_of(about), reverse("mission:mission", args=[about.mission.id])]
        opened(cast, place=place.code_word, by=cast.by_badge[COUNTER], second=cast.by_badge[SECOND])
        hidden = dict(hidden_ids(Officer.objects.get(badge=COUNTER)))
        lying = HandlingUnit.objects.filter(pk__in=hidden)
        yield SimpleNamespace(cast=cast, about=about, seeds=seeds, place=place, before=before, lying=lying)


def words_of(house):
    """Return what nobody who counts may read: labels, seals, and weights that nothing else has, and their sums."""
    others = HandlingUnit.objects.exclude(pk__in=house.lying.values("pk"))
    known = {mg for mg in others.values_list("gross_mg", flat=True) if mg}
    masses = [mg for mg in house.lying.values_list("gross_mg", flat=True) if mg]
    told = {mg for mg in (*masses, sum(masses), sum(masses) + sum(known)) if mg not in known and mg > 1_000_000}
    seals = {each.seal for each in house.lying if each.seal} - {each.seal for each in others}
    labels = {each.label for each in house.lying}
    return labels | seals | {str(mg) for mg in told} | {f"{mg / 1_000_000:,.1f} kg" for mg in told}


def test_the_house_has_something_of_every_kind_in_the_place_that_is_counted(house):
    lying = house.lying
    for model, path in (
        (Photo, "unit"), (Hold, "unit"), (OrderLine, "unit"), (ManifestLine, "unit"), (TransferLine, "unit"),
        (MissionLoad, "unit"), (InventoryLine, "unit"), (Placement, "unit"),
    ):  # fmt: skip
        assert model.objects.filter(**{f"{path}__in": lying}).exists(), model
    assert OpeningStock.objects.exists()
    assert not visible_stocks(Officer.objects.get(badge=COUNTER)).exists()
    assert visible_stocks(house.cast.supervisor).exists()
    assert lying.filter(seizure__isnull=False, parent__isnull=True).count() > 10


def test_no_page_and_no_noun_tells_who_counts_what_lies_there(house):
    client, told, opened_up = Client(), words_of(house), set()
    client.force_login(Officer.objects.get(badge=COUNTER))
    client.raise_request_exception = False
    faults = []
    for path, answer in crawl(client, house.seeds):
        text = body_of(answer)
        faults += [f"{path}: {word}" for word in sorted(told) if word in text and word not in path]
        assert answer.status_code < 500, path
        if answer.status_code == 200:
            opened_up.add(kind_of(path)[0])

    assert faults == []
    assert {"home:home", "inventories:count", "danger:report", "alerts:inbox", "api:units", "api:me"} <= opened_up
    assert len(opened_up) > 60


def test_what_touches_the_place_opens_to_others_and_not_to_who_counts(house):
    lying = house.lying
    unit = lying.filter(seizure__isnull=False, parent__isnull=True).first()
    about = {
        "units:unit": unit.id, "seizure:seizure": unit.seizure_id,
        "transfer:offered": TransferLine.objects.filter(unit__in=lying).first().transfer_id,
        "mission:mission": MissionLoad.objects.filter(unit__in=lying).first().mission_id,
        "holds:hold": Hold.objects.filter(unit__in=lying).first().id,
        "orders:order": OrderLine.objects.filter(unit__in=lying).first().order_id,
        "sessions:session": ManifestLine.objects.filter(unit__in=lying).first().session_id,
    }  # fmt: skip
    auditor, supervisor = (Officer.objects.get(badge=badge) for badge in (COUNTER, "4901"))

    for name, key in about.items():
        path = reverse(name, args=[key])
        assert browser_of(supervisor).get(path).status_code in (200, 302), path
        answer = browser_of(auditor).get(path)
        assert answer.status_code == 404, path
        assert "Back to your count" in answer.content.decode(), path
    before = reverse("inventories:inventory", args=[house.before.id])
    assert "Differences in all" in text_of(supervisor, before)
    assert "Differences in all" not in text_of(auditor, before)


def test_what_shows_sums_is_closed_with_the_reason_and_the_way_back_and_opens_again(cast):
    [unit] = stories.stored(cast)
    paths = ["/board/", "/balance/", f"/balance/{unit.seizure_id}/", "/places/", "/api/v1/books/"]
    paths = [path for path in paths if browser_of(cast.auditor).get(path).status_code == 200]
    assert len(paths) > 3
    inventory = opened(cast, by=cast.auditor, second=cast.second_checker)

    for path in paths:
        answer = browser_of(cast.auditor).get(path)
        assert (answer.status_code, WHY in answer.content.decode()) == (403, True), path
        assert ("api" in path) or f"/inventories/{inventory.id}/" in answer.content.decode()
        assert browser_of(cast.supervisor).get(path).status_code == 200, path
    found(cast, inventory, unit, by=cast.auditor, package_count=25)
    actions.finish_inventory(act=act_of(cast.auditor), inventory_id=inventory.id)
    assert browser_of(cast.auditor).get(paths[0]).status_code == 403
    actions.sign_inventory(act=act_of(cast.second_checker), inventory_id=inventory.id)
    for path in paths:
        assert browser_of(cast.auditor).get(path).status_code == 200, path
    assert unit.label in text_of(cast.auditor, f"/seizures/{unit.seizure_id}/")


def test_who_counts_goes_on_with_what_lies_elsewhere_and_calls_for_help(cast):
    stories.stored(cast)
    opened(cast, by=cast.auditor, second=cast.second_checker)
    [elsewhere] = stories.seized(cast)

    for path in ("/", "/danger/", "/alerts/", f"/units/{elsewhere.id}/", f"/seizures/{elsewhere.seizure_id}/"):
        assert browser_of(cast.auditor).get(path).status_code == 200, path


@pytest.mark.parametrize("path", ["/", "/scan/?code=x"])
def test_it_costs_one_question_and_none_to_who_never_counts(cast, path):
    stories.stored(cast)

    def asked(officer):
        browser = browser_of(officer)
        with CaptureQueriesContext(connection) as seen:
            browser.get(path)
        return [row["sql"] for row in seen if "custody_inventory" in row["sql"] or "lying" in row["sql"]]

    assert asked(cast.storekeeper) == []
    assert len(asked(cast.auditor)) <= 1
    opened(cast, by=cast.auditor, second=cast.second_checker)
    assert len(asked(cast.auditor)) <= 2


def test_the_lists_of_what_stays_open_name_pages_that_there_are():
    names = set(_page_names())
    screens = {name.rpartition(":")[0] for name in names}

    assert screens >= OPEN_SCREENS
    assert names >= OPEN_PAGES
    assert not {page for page in OPEN_PAGES if page.rpartition(":")[0] in OPEN_SCREENS}


def _page_names():
    waiting = [("", get_resolver())]
    while waiting:
        inside, resolver = waiting.pop()
        for each in resolver.url_patterns:
            if hasattr(each, "url_patterns"):
                waiting.append((each.namespace or inside, each))
            elif each.name:
                yield f"{inside}:{each.name}" if inside else each.name
