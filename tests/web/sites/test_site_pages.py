"""The pages of the sites: for an administrator to change, for who commands to read."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from custody.organisation.actions.siting import decide_site, propose_site
from custody.organisation.models import Place, Site, SiteProposal
from tests.stories import act_of
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, foreseen, page_of, queries_of, send, text_of
from tests.web.shared.pages import read

LIST, REGISTER = reverse("sites:list"), reverse("sites:register")
MAPLE = {"code_word": "maple", "jurisdiction": "be", "zone": "Europe/Brussels", "police_phone": "02 555 01 02"}


@pytest.fixture
def alder(cast):
    """Return a site on which no place stands."""
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
        ({"code_word": "ALDER"}, "This code word is already in use. Choose another"),
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


def test_a_site_is_proposed_once_its_effect_was_seen_and_decided_by_another(cast, alder):
    key, said = uuid4(), {"zone": "Europe/Amsterdam", "police_phone": "", "reason": "the yard moved"}
    seen, text = foreseen(cast.administrator, page(alder), said, seen=alder, key=key)
    assert "Whoever is in danger here would call Nobody: there would be no number" in text
    assert not SiteProposal.objects.exists()
    other, text = foreseen(cast.administrator, page(alder), said | seen | {"zone": "Europe/Paris"}, seen=alder)
    assert other != seen
    first, second = (
        send(cast.administrator, page(alder), said | seen, seen=alder, key=key) for _ in range(2)
    )  # fmt: skip
    found = SiteProposal.objects.get()
    assert first["Location"] == second["Location"] == reverse("sites:proposal", args=[found.id])
    assert "ALDER, proposed by badge 4951" in text_of(cast.supervisor, LIST)
    assert "Waits for a second person" in text_of(cast.administrator, first["Location"])

    own = send(cast.administrator, first["Location"], {"answer": "yes"})
    assert errors_in(own) == ["Another person must decide what you proposed"]
    assert send(cast.supervisor, first["Location"], {"answer": "yes"}).status_code == 302
    alder.refresh_from_db()
    assert (alder.zone, alder.police_phone) == ("Europe/Amsterdam", None)
    assert "No number" in text_of(cast.supervisor, LIST)
    assert "Approved" in text_of(cast.auditor, first["Location"])


def test_a_stale_form_or_one_that_makes_no_sense_proposes_nothing_and_keeps_what_was_typed(cast, alder):
    stale = alder.last_seq
    decide_site(act=act_of(cast.supervisor), approve=True, proposal_id=propose_site(
        act=act_of(cast.administrator), site_id=alder.id, zone="Europe/Amsterdam", reason="x").id)
    said = {"zone": "Europe/Paris", "police_phone": "", "reason": "moved", "expected_seq": str(stale)}
    assert send(cast.administrator, page(alder), said).status_code == 409

    alder.refresh_from_db()
    wrong = send(cast.administrator, page(alder), said | {"zone": "Nowhere", "expected_seq": str(alder.last_seq)})
    assert errors_in(wrong) == ["Write the time zone like Europe/Brussels"]
    assert "Nowhere" in wrong.content.decode()
    assert SiteProposal.objects.filter(state="open").count() == 0


def test_a_proposal_about_a_site_is_taken_back(cast, alder):
    found = propose_site(act=act_of(cast.administrator), site_id=alder.id, zone="Europe/Paris", reason="moved")
    path, back = (reverse(f"sites:{name}", args=[found.id]) for name in ("proposal", "withdraw"))
    assert "Take it back" in text_of(cast.administrator, path)
    assert browser_of(cast.administrator).get(back).status_code == 405
    assert send(cast.supervisor, back, {}).status_code == 403
    assert send(cast.administrator, back, {}).status_code == 302
    assert "Taken back" in text_of(cast.supervisor, path)
    page_of(cast.officer, path, status=403)
    page_of(cast.supervisor, reverse("sites:proposal", args=[uuid4()]), status=404)


def test_a_place_is_put_on_a_site_and_taken_off_from_its_own_page_by_two(cast):
    birch = Site.objects.get(code_word="BIRCH")
    assert "HERON" in text_of(cast.administrator, page(birch))
    quay = Place.objects.get(code_word="HERON")
    path = reverse("places:change", args=[quay.id])
    said = {"mass": "", "euros": "", "site": "-", "reason": "the yard is closed"}
    seen, text = foreseen(cast.administrator, path, said, seen=quay)
    assert "Alerts would go first to badges" in text
    made = send(cast.administrator, path, said | seen, seen=quay)
    assert Place.objects.get(pk=quay.pk).site == birch
    send(cast.supervisor, made["Location"], {"answer": "yes"})
    assert Place.objects.get(pk=quay.pk).site is None


@pytest.mark.parametrize("who", ["supervisor", "duty_officer", "regional_head", "director"])
def test_who_commands_reads_the_sites_and_changes_none(cast, alder, who):
    tree = page_of(getattr(cast, who), LIST)
    assert page(alder) not in {link.get("href") for link in tree.iter("a")}
    for path in (REGISTER, page(alder)):
        assert send(getattr(cast, who), path, {}).status_code == 403


@pytest.mark.parametrize("who", ["officer", "crew", "storekeeper", "planner", "auditor", "nobody"])
def test_sites_are_not_for_everybody(cast, who):
    page_of(getattr(cast, who), LIST, status=403)


def test_an_unknown_site_is_not_found(cast):
    page_of(cast.administrator, reverse("sites:change", args=[uuid4()]), status=404)


def test_the_pages_ask_little(cast, alder):
    for path in (LIST, REGISTER, page(alder)):
        assert queries_of(cast.administrator, path) <= MOST_QUERIES
