"""Which unit a seal is of is asked of the house, which counts; the page of a hand-over gives nothing to try against."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from custody.evidence.models import Consultation
from custody.evidence.selectors.tries import strange_left
from custody.evidence.selectors.vehicles import seals_to_read
from tests import stories
from tests.web.desk import browser_of


def told(officer, offer, *codes):
    answer = browser_of(officer).post(reverse("transfer:asked", args=[offer.id]), {"codes": "\n".join(codes)})
    return answer.json() if answer.status_code == 200 else answer.status_code


def test_the_page_says_nothing_by_which_a_seal_could_be_guessed(cast):
    units = stories.seized(cast, count=3)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)

    page = browser_of(cast.storekeeper).get(reverse("transfer:receive", args=[offer.id])).content.decode()

    rows = re.findall(r"<details class=\"c-row\"([^>]*)>", page)
    assert len(rows) == len(units)
    # Row by row the same but for the label: nothing is left that differs with the seal.
    assert {re.sub("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", "LABEL", each) for each in rows} == {
        ' data-batch-row="LABEL" data-batch-seal'
    }
    [field] = re.findall(r"<textarea[^>]*name=\"reads\"[^>]*>", page)
    assert re.search(r"data-reads[ >]", field)
    assert not any(unit.seal in page for unit in units)


def test_the_receiver_hears_of_which_unit_a_seal_is(cast):
    one, other = stories.seized(cast, count=2)
    offer = stories.offered(cast, [one, other], receiver=cast.storekeeper)

    said = told(cast.storekeeper, offer, one.seal, other.seal.lower(), "ZZ999999")

    assert said == {one.seal: one.label, other.seal.lower(): other.label, "ZZ999999": ""}
    assert told(cast.storekeeper, offer) == {}


def test_every_number_of_no_unit_is_counted_and_after_twelve_no_answer_comes(cast):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)

    said = told(cast.storekeeper, offer, *(f"ZZ{number}" for number in range(100000, 100020)), unit.seal)

    assert len(said) == 12
    assert Consultation.objects.filter(officer=cast.storekeeper, field_group="seal_try").count() == 12
    assert told(cast.storekeeper, offer, unit.seal) == {}
    assert strange_left(cast.storekeeper, at=stories.now())[0] == 0


def test_what_is_read_twice_is_one_try_and_the_seal_of_the_vehicle_is_none(cast):
    units = stories.swept(cast, stories.seized(cast, count=2))
    offer = stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")
    [vehicle] = set(seals_to_read(offer, units).values())

    assert told(cast.crew, offer, vehicle, "ZZ999999") == {vehicle: "", "ZZ999999": ""}
    assert told(cast.crew, offer, vehicle, "ZZ999999") == {vehicle: "", "ZZ999999": ""}

    assert strange_left(cast.crew, at=stories.now())[0] == 11


def test_nobody_but_the_receiver_is_told_and_only_while_the_offer_waits(cast):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)

    assert told(cast.officer, offer, unit.seal) in (403, 409)
    assert told(cast.second_crew, offer, unit.seal) == 404
    assert Client().post(reverse("transfer:asked", args=[offer.id]), {"codes": unit.seal}).status_code == 302
    stories.accepted(offer, by=cast.storekeeper)
    assert told(cast.storekeeper, offer, unit.seal) == 409
