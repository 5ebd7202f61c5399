"""The pages of the sites: for an administrator to change, for who commands to read."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from custody.organisation.models import Place, Site
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of
from tests.web.shared.pages import read

LIST, REGISTER = reverse("sites:list"), reverse("sites:register")
MAPLE = {"code_word": "maple", "jurisdiction": "be", "zone": "Europe/Brussels", "police_phone": "02 555 01 02"}


@pytest.fixture
def alder(cast):
    """Return the site of the quay."""
    return Site.objects.get(code_word="ALDER")


def page(site):
    return reverse("sites:change", args=[site.id])


def test_the_list_shows_the_clock_and_a_number_to_dial(cast):
    tree = page_of(cast.duty_officer, LIST)

    assert {link.get("href") for link in tree.iter("a") if (link.get("href") or "").startswith("tel:")} == {
        "tel:+3225550101"}
    assert "UTC+0" in text_of(cast.duty_officer, LIST)


def test_an_empty_house_says_how_sites_come_about(cast, monkeypatch):
    monkeypatch.setattr("custody.web.sites.views.selectors.sites", list)

    assert "No site is registered" in text_of(cast.administrator, LIST)


def test_a_site_is_registered_once(cast):
    key = uuid4()
    first, second = (send(cast.administrator, REGISTER, MAPLE, key=key) for _ in range(2))

    made = Site.objects.get(code_word="MAPLE")
    assert (made.jurisdiction, made.police_phone) == ("BE", "+3225550102")
    assert first["Location"] == second["Location"] == page(made)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"code_word": "ALDER"}, "This code word is already in use"),
        ({"zone": "Nowhere"}, "Write the time zone like Europe/Brussels"),
        ({"police_phone": "112"}, "Enter the number of the police with its country, like +32 2 555 01 01"),
    ],
)
def test_what_cannot_be_registered_comes_back(cast, changes, line):
    response = send(cast.administrator, REGISTER, MAPLE | changes)

    assert response.status_code == 422
    assert errors_in(response) == [line]
    typed = {each.get("name"): each.get("value") for each in read(response.content.decode()).iter("input")}
    assert typed["code_word"] == (MAPLE | changes)["code_word"]


def test_a_site_is_changed_and_a_second_sending_changes_nothing(cast, alder):
    key, said = uuid4(), {"zone": "Europe/Amsterdam", "police_phone": ""}
    first, second = (send(cast.administrator, page(alder), said, seen=alder, key=key) for _ in range(2))

    assert first.status_code == second.status_code == 302
    alder.refresh_from_db()
    assert (alder.zone, alder.police_phone) == ("Europe/Amsterdam", None)
    assert "No number" in text_of(cast.supervisor, LIST)


def test_a_stale_form_changes_no_site(cast, alder):
    send(cast.administrator, page(alder), {"zone": "Europe/Amsterdam", "police_phone": ""}, seen=alder)

    response = send(cast.administrator, page(alder), {"zone": "Europe/Paris", "police_phone": ""}, seen=alder)

    assert response.status_code == 409
    assert Site.objects.get(pk=alder.pk).zone == "Europe/Amsterdam"


def test_places_are_put_on_a_site_and_taken_off(cast, alder):
    store = Place.objects.get(code_word="BITTERN")
    add = reverse("sites:add_place", args=[alder.id])
    off = reverse("sites:take_off", args=[alder.id, store.id])

    assert send(cast.administrator, add, {"place": "bittern"}).status_code == 302
    assert Place.objects.get(pk=store.pk).site == alder
    key = uuid4()
    assert [send(cast.administrator, off, {}, key=key).status_code for _ in range(2)] == [302, 302]
    assert Place.objects.get(pk=store.pk).site is None
    assert browser_of(cast.administrator).post(off, {"idempotency_key": str(uuid4())}).status_code == 404


def test_a_place_that_is_not_known_is_put_on_no_site(cast, alder):
    response = send(cast.administrator, reverse("sites:add_place", args=[alder.id]), {"place": "NOWHERE"})

    assert response.status_code == 422
    assert errors_in(response)[0].startswith("NOWHERE is not a place")


def test_a_form_without_its_number_takes_nothing_off(cast, alder):
    quay = Place.objects.get(code_word="HERON")
    response = browser_of(cast.administrator).post(reverse("sites:take_off", args=[alder.id, quay.id]), {})

    assert response.status_code == 422
    assert Place.objects.get(pk=quay.pk).site == alder


def test_looking_changes_nothing(cast, alder):
    quay = Place.objects.get(code_word="HERON")
    for path in (reverse("sites:add_place", args=[alder.id]), reverse("sites:take_off", args=[alder.id, quay.id])):
        assert browser_of(cast.administrator).get(path).status_code == 405
    before = alder.last_seq
    page_of(cast.administrator, page(alder))
    alder.refresh_from_db()
    assert alder.last_seq == before


@pytest.mark.parametrize("who", ["supervisor", "duty_officer", "regional_head", "director"])
def test_who_commands_reads_the_sites_and_changes_none(cast, alder, who):
    tree = page_of(getattr(cast, who), LIST)
    assert page(alder) not in {link.get("href") for link in tree.iter("a")}
    for path in (REGISTER, page(alder), reverse("sites:add_place", args=[alder.id])):
        assert send(getattr(cast, who), path, {}).status_code == 403


@pytest.mark.parametrize("who", ["officer", "crew", "storekeeper", "planner", "auditor", "nobody"])
def test_sites_are_not_for_everybody(cast, who):
    page_of(getattr(cast, who), LIST, status=403)


def test_an_unknown_site_is_not_found(cast):
    page_of(cast.administrator, reverse("sites:change", args=[uuid4()]), status=404)


def test_the_pages_ask_little(cast, alder):
    for path in (LIST, REGISTER, page(alder)):
        assert queries_of(cast.administrator, path) <= MOST_QUERIES
