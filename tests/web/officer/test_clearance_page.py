"""The page on which two who did not empty a conveyance sign that it is clear."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from custody.evidence.actions.stop import post_guard
from custody.evidence.models import Clearance, HandlingUnit
from tests import clearing, stories
from tests.web.shared.pages import read
from tests.web.shared.pages import words as words_of


@pytest.fixture
def client_of(db):
    def sign_in(officer):
        client = Client()
        client.force_login(officer)
        return client

    return sign_in


def words(answer):
    return words_of(read(answer.content.decode()))


def test_an_emptied_conveyance_is_searched_once_more_on_its_page(cast, client_of):
    unit = stories.emptied(cast)
    client = client_of(cast.third_officer)
    here = f"/units/{unit.id}/"

    assert "Search it once more" in words(client.get(here))
    refusal = "Two people who did not empty it search it once more"
    assert refusal in words(client_of(cast.officer).get(here))
    form = client.get(here + "clearance/").context["form"]
    said = {"idempotency_key": form["idempotency_key"].value(), "expected_seq": unit.last_seq, "method": "scan",
            "second_badge": "4501"}
    asked_back = client.post(here + "clearance/", said)
    done = client.post(here + "clearance/", said | {"result": "clear"})

    assert asked_back.status_code == 422
    assert done.status_code == 302
    found = Clearance.objects.get()
    assert (found.method, found.result, found.searched_by, found.second) == ("scan", "clear", cast.third_officer,
                                                                             cast.crew)
    assert "searched once more after it was emptied" in words(client_of(cast.crew).get("/exceptions/signatures/"))


def test_who_emptied_it_is_refused_in_words_and_keeps_what_was_typed(cast, client_of):
    unit = stories.emptied(cast)
    client = client_of(cast.officer)
    key = client.get(f"/units/{unit.id}/clearance/").context["form"]["idempotency_key"].value()

    answer = client.post(f"/units/{unit.id}/clearance/", {"idempotency_key": key, "method": "dog", "result": "clear",
                                                          "second_badge": "4420", "expected_seq": unit.last_seq})

    assert answer.status_code == 403
    assert "helped to empty" in words(answer)
    assert "4420" in answer.content.decode()


def test_an_emptied_conveyance_stays_on_the_board_until_it_goes(cast, client_of):
    unit = stories.emptied(cast)
    client = client_of(cast.supervisor)

    page = words(client.get("/guards/"))
    assert "Conveyances in custody" in page
    assert f"{unit.label} " in page
    assert "High nobody guards it No guard" in page
    assert "To be searched once more by" in page
    post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge="4503")
    found = clearing.searched(cast, unit, result="residue", remark="left wall")
    page = words(client.get("/guards/"))
    assert "Raised it was emptied and not searched once more 4503" in page
    assert "left wall" not in page
    clearing.cleared(cast, unit, but=[found.searched_by, found.second], remark="an old stain")
    page = words(client.get("/guards/"))
    assert "Clear: it may go" in page
    assert "Low it is empty, searched by two others 4503" in page
    assert found.result == "residue"


def test_what_the_second_search_found_is_taken_out_and_registered_with_its_seizure(cast, client_of):
    seizure = stories.opened_seizure(cast)
    unit = seizure.conveyance
    clearing.searched(cast, HandlingUnit.objects.get(pk=unit.id), result="residue")
    client = client_of(cast.officer)
    assert "Strip it once more" in words(client.get(f"/units/{unit.id}/"))
    path = f"/units/{unit.id}/strip/again/"
    seen = HandlingUnit.objects.get(pk=unit.id).last_seq
    assert "belongs to the seizure" in words(client.get(path))
    sent = {"idempotency_key": uuid4(), "expected_seq": seen}
    assert client.post(path, sent | {"witness_badge": "4417"}).status_code == 403

    answer = client.post(path, sent | {"idempotency_key": uuid4(), "witness_badge": "4501"})

    assert answer["Location"] == f"/seizures/{seizure.id}/units/"
    shown = words(client.get(f"/units/{unit.id}/strip/end/"))
    assert "two people who did not empty it search it once more" in shown
    assert "cannot be stripped again" not in shown


def test_it_is_said_who_else_keeps_a_conveyance(cast, client_of):
    unit = stories.contained(cast)
    client = client_of(cast.officer)
    path = f"/units/{unit.id}/held/"
    assert "Who else keeps the conveyance here?" in words(client.get(path))
    sent = {"idempotency_key": uuid4(), "expected_seq": unit.last_seq}

    assert client.post(path, sent | {"held_for": "food_agency"}).status_code == 302

    assert "Held by the food agency" in words(client.get("/guards/"))
    shown = words(client.get(f"/units/{unit.id}/"))
    assert "Others still keep" in shown
    assert "Held by the food agency" in shown
    again = sent | {"idempotency_key": uuid4(), "expected_seq": HandlingUnit.objects.get(pk=unit.id).last_seq}
    assert client.post(path, again | {"held_for": ""}).status_code == 302
    assert "Held by the food agency" not in words(client.get("/guards/"))
