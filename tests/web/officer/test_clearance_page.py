"""The page on which two who did not empty a conveyance sign that it is clear."""

from __future__ import annotations

import pytest
from django.test import Client

from custody.evidence.actions.stop import post_guard
from custody.evidence.models import Clearance
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
    assert "Emptied, and still here" in page
    assert f"{unit.label} " in page
    assert "No guard Not cleared" in page
    post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge="4503")
    found = clearing.searched(cast, unit, result="residue", remark="left wall")
    page = words(client.get("/guards/"))
    assert "4503 Not cleared" in page
    assert "left wall" not in page
    clearing.cleared(cast, unit)
    assert "4503 Clear: it may go" in words(client.get("/guards/"))
    assert found.result == "residue"
