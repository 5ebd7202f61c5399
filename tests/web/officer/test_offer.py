"""Handing over: everything a departure lacks is said at once, and what is asked for is not called optional."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from custody.alerts.passes.expiries import expiries
from custody.evidence.models import Transfer
from custody.organisation.actions import presence
from custody.organisation.models import Place
from tests import stories
from tests.evidence.test_open_gaps import long_ago
from tests.web.desk import browser_of, page_of, text_of
from tests.web.shared.pages import read


def test_everything_that_a_departure_lacks_is_said_together(cast, page_for):
    [unit] = stories.swept(cast, stories.seized(cast))

    response = page_for(cast.officer, "/transfers/offer/", {
        "units": [str(unit.id)], "purpose": "departure", "receiver_badge": "4501"})

    said = response.words
    assert response.status == 422
    for sentence in ("Two must go with a load: name the second of the crew", "Enter the vehicle",
                     "Enter the seal number of the vehicle", "Enter the escort, or tick that none goes along",
                     "Choose the destination"):
        assert said.count(sentence) == 2  # in the summary, and at its field
    assert not Transfer.objects.exists()


def test_a_hand_over_on_the_spot_lacks_none_of_it(cast, page_for):
    [unit] = stories.seized(cast)

    response = page_for(cast.officer, "/transfers/offer/", {
        "units": [str(unit.id)], "purpose": "handover", "receiver_badge": "4601"})

    assert response.status == 302
    assert Transfer.objects.get().purpose == "handover"


def test_from_the_page_of_a_seizure_only_its_units_are_offered(cast, page_for):
    [other] = stories.swept(cast, stories.seized(cast))
    [unit] = stories.swept(cast, stories.seized(cast))

    seizure = page_for(cast.officer, f"/seizures/{unit.seizure_id}/")
    page = page_for(cast.officer, f"/transfers/offer/?seizure={unit.seizure_id}")

    assert f"/transfers/offer/?seizure={unit.seizure_id}" in seizure.html
    assert f'value="{unit.label}"' in page.html
    assert f'value="{other.label}"' not in page.html
    assert page_for(cast.officer, "/transfers/offer/?seizure=none").status == 404


def test_own_departures_say_together_what_they_lack_too(cast, page_for):
    [unit] = stories.swept(cast, stories.seized(cast, crew=True))

    response = page_for(cast.officer, "/road/depart/", {"units": [str(unit.id)]})

    tree = read(response.html)
    wrong = {field.get("name") for field in tree.iter("input") if field.get("aria-invalid") == "true"}
    assert wrong == {"vehicle", "vehicle_seal", "escort", "destination", "destination_near"}


def test_what_a_departure_needs_is_not_called_optional(cast, page_for):
    stories.seized(cast)

    assert "optional" not in page_for(cast.officer, "/transfers/offer/").words


def test_a_container_that_is_being_stripped_is_not_ticked_beforehand(cast, page_for):
    [unit] = stories.seized(cast)
    stripped = stories.opened(cast, container_number="MSCU7654321", container_number_doubted=True)

    tree = read(page_for(cast.officer, "/transfers/offer/").html)

    ticked = {each.get("value"): each.get("checked") is not None
              for each in tree.iter("input") if each.get("name") == "units"}
    assert ticked[unit.label]
    assert not ticked[stripped.label]


def test_a_unit_that_cannot_leave_is_named(cast, page_for):
    stripped = stories.opened(cast)

    page = page_for(cast.officer, "/transfers/offer/", {
        "units": [str(stripped.id)], "purpose": "departure", "receiver_badge": "4501", "second_badge": "4502",
        "vehicle": "T-4", "vehicle_seal": "VS990001", "escort": "E-2", "destination": "BITTERN"})

    assert page.status == 409
    assert f"{stripped.label} cannot leave while it is being stripped" in page.words


def test_every_badge_and_place_that_nobody_knows_is_said_at_once(cast, page_for):
    [unit] = stories.swept(cast, stories.seized(cast))

    response = page_for(cast.officer, "/transfers/offer/", {
        "units": [str(unit.id)], "purpose": "departure", "receiver_badge": "9998", "second_badge": "9999",
        "vehicle": "T-4", "vehicle_seal": "VS100001", "escort": "E-2", "destination": "NOWHERE"})

    for sentence in ("No badge 9998 is known", "No badge 9999 is known", "NOWHERE is not a place you can choose here"):
        assert response.words.count(sentence) == 2, sentence
    assert not Transfer.objects.exists()


def test_why_it_moves_before_its_sweep_is_asked_only_for_what_was_not_swept(cast, page_for):
    [unit] = stories.seized(cast)
    for path in ("/transfers/offer/", "/road/depart/"):
        assert 'name="unswept_reason"' in page_for(cast.officer, path).html

    stories.swept(cast, [unit])

    for path in ("/transfers/offer/", "/road/depart/"):
        assert 'name="unswept_reason"' not in page_for(cast.officer, path).html


def test_a_load_leaves_without_an_escort_only_when_somebody_says_so(cast, page_for):
    [unit] = stories.swept(cast, stories.seized(cast))
    answers = {
        "units": [str(unit.id)], "purpose": "departure", "receiver_badge": "4501", "second_badge": "4502",
        "vehicle": "T-4", "vehicle_seal": "VS100002", "destination_near": "BITTERN"}

    silent = page_for(cast.officer, "/transfers/offer/", answers)
    both = page_for(cast.officer, "/transfers/offer/", answers | {"escort": "E-2", "no_escort": "on"})
    sent = page_for(cast.officer, "/transfers/offer/", answers | {"no_escort": "on"})

    assert "Enter the escort, or tick that none goes along" in silent.words
    assert "not both" in both.words
    assert sent.status == 302, sent.words
    offer = Transfer.objects.get()
    assert offer.escort_sealed is None
    assert "No escort goes along" in page_for(cast.officer, sent.location).words


def test_the_destinations_are_shown_and_the_site_where_one_stands_is_asked_about(cast, page_for):
    here = Place.objects.get(code_word="HERON")
    presence.come(act=stories.act_of(cast.officer), site=here.site.code_word)
    [unit] = stories.swept(cast, stories.seized(cast))
    answers = {
        "units": [str(unit.id)], "purpose": "departure", "receiver_badge": "4501", "second_badge": "4502",
        "vehicle": "T-4", "vehicle_seal": "VS100003", "escort": "E-2", "destination_near": "other",
        "destination": "HERON"}

    shown = page_for(cast.officer, "/transfers/offer/").html
    offered = [each.get("value") for each in read(shown).iter("input") if each.get("name") == "destination_near"]
    asked = page_for(cast.officer, "/transfers/offer/", answers)
    sure = page_for(cast.officer, "/transfers/offer/", answers | {"sure_here": "on"})

    assert "CURLEW" in offered
    assert "HERON" not in offered
    assert offered[-1] == "other"
    assert 'name="sure_here"' not in shown
    assert "HERON is at the site where you are, and this load leaves" in asked.words
    assert 'name="sure_here"' in asked.html
    assert sure.status == 302, sure.words
    again = read(page_for(cast.officer, "/transfers/offer/").html)
    assert next(each.get("value") for each in again.iter("input") if each.get("name") == "destination_near") == "HERON"


def test_an_offer_that_ran_out_says_who_is_responsible_and_what_can_be_done(cast, monkeypatch):
    monkeypatch.setattr("custody.evidence.selectors.expiries.ENTERED", timedelta(0))
    [unit] = stories.seized(cast)
    offer = long_ago(cast, unit)
    expiries(engine="test")
    page, receive = (reverse(f"transfer:{name}", args=[offer.id]) for name in ("offered", "receive"))

    told = text_of(cast.officer, page)
    assert "Not answered in time" in told
    assert f"badge {cast.officer.badge} is responsible" in told
    assert "Withdraw the offer" in told
    assert "Ran out" in text_of(cast.officer, reverse("home:home"))
    assert receive in browser_of(cast.storekeeper).get(reverse("home:home")).content.decode()
    page_of(cast.storekeeper, receive)
    assert unit.label in browser_of(cast.officer).get(reverse("transfer:offer")).content.decode()


def test_only_the_ways_are_offered_of_which_one_can_work(cast, page_for):
    def ways(officer):
        page = page_for(officer, "/transfers/offer/")
        return [each.get("value") for each in read(page.html).iter("input") if each.get("name") == "purpose"]

    [unit] = stories.swept(cast, stories.seized(cast))
    at_rest = ways(cast.officer)
    sent = page_for(cast.officer, "/transfers/offer/", {
        "units": [str(unit.id)], "purpose": "arrival", "receiver_badge": "4601"})  # fmt: skip
    stories.on_the_road(cast)

    assert at_rest == ["handover", "departure"]
    assert f"{unit.label} was not driven here, it is seized. Hand it over to a person beside you" in sent.words
    assert ways(cast.crew) == ["handover", "arrival"], "another crew relieves this one, or a keeper takes it in"
