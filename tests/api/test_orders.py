"""Orders: recorded from a document, verified or refused by somebody else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import stories
from tests.destruction import stories as burns


def order_of(units, **changes):
    return {"unit_ids": [str(unit.id) for unit in units], "authority": "prosecutor", "number": burns.order_number(),
            "issued_on": burns.local_day(stories.now()).isoformat(),
            "signed_by": "A. Magistrate", "position": "Deputy prosecutor"} | changes


def test_an_order_is_recorded_and_verified_by_another(cast, caller, done, refused):
    units = burns.kept(cast)
    clerk = caller(cast.case_officer)

    body = order_of(units, reasons="Health risk")
    order = done(clerk.post("orders/", body))["order"]
    path = f"orders/{order['id']}/"
    refused(clerk.post(f"{path}verification/"), 403, "order.own")
    other = caller(cast.second_case_officer)
    refused(other.post(f"{path}verification/", {"expected_seq": order["version"]}), 409, "order.no_paper")
    done(clerk.post(f"{path}paper/", {"document": SimpleUploadedFile("order.pdf", b"%PDF-1.7 signed")}, form=True))
    seen = clerk.get(path).json()["version"]
    verified = done(other.post(f"{path}verification/", {"expected_seq": seen}))
    refused(clerk.post(f"{path}paper/", {"document": SimpleUploadedFile("order.pdf", b"%PDF-1.7 late")}, form=True),
            409, "order.closed")

    assert (order["state"], order["unit_count"], order["recorded_by"]) == ("recorded", 1, "4801")
    assert (verified["order"]["state"], verified["order"]["verified_by"]) == ("verified", "4802")
    assert body["number"] not in str(clerk.get(path).json())
    assert clerk.get(f"{path}units/").json()["results"][0]["authority_state"] == "ordered"


def test_an_order_comes_with_its_document_in_a_form(cast, caller, done):
    units = burns.kept(cast)
    body = order_of(units) | {"document": SimpleUploadedFile("order.pdf", b"%PDF-1.7 signed")}
    key, clerk = uuid4(), caller(cast.case_officer)

    first = done(clerk.post("orders/", body, form=True, key=key))
    body["document"].seek(0)

    assert done(clerk.post("orders/", body, form=True, key=key), again=True) == first


def test_an_order_that_does_not_agree_is_refused_with_a_reason(cast, caller, done, refused):
    order = burns.recorded(cast)
    other, path = caller(cast.second_case_officer), f"orders/{order.id}/"

    done_with = done(other.post(f"{path}refusal/", {"reason": "Another number"}))["order"]

    assert done_with["state"] == "refused"
    response = other.post(f"{path}verification/")
    assert response.status_code == 409
    refused(response, 409, response.json()["code"])


@pytest.mark.parametrize(("change", "code", "field"), [
    ({"authority": "mayor"}, "choice.unknown", "authority"),
    ({"issued_on": "2999-01-01"}, None, "issued_on"),
    ({"issued_on": "yesterday"}, "request.fields", "issued_on"),
    ({"issued_on": 20260101}, "request.fields", "issued_on"),
    ({"number": ""}, "request.fields", "number"),
])
def test_an_order_that_makes_no_sense_is_refused_at_its_field(cast, caller, refused, change, code, field):
    response = caller(cast.case_officer).post("orders/", order_of(burns.kept(cast), **change))

    refused(response, 400, code or response.json()["code"], field=field)


def test_goods_without_a_sample_are_not_ordered(cast, caller, refused):
    response = caller(cast.case_officer).post("orders/", order_of(stories.stored(cast)))

    assert response.status_code == 409
    refused(response, 409, response.json()["code"])


def test_orders_are_listed_for_those_whose_task_they_are(cast, caller, refused):
    order = burns.recorded(cast)

    assert [each["id"] for each in caller(cast.auditor).get("orders/", state="recorded").json()["results"]] == [
        str(order.id)
    ]
    assert caller(cast.officer).get("orders/").json()["results"] == []
    refused(caller(cast.officer).get(f"orders/{order.id}/"), 404, "record.not_found")
