"""Orders on the desk: recorded by one, held against the document by another."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from custody.destruction.models import DestructionOrder
from custody.evidence.models import HandlingUnit
from custody.web.orders.views import Uncovered
from tests import stories
from tests.destruction import stories as fire
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of

LIST, RECORD = reverse("orders:list"), reverse("orders:record")


def answers_for(units, **changes):
    day = fire.local_day(units[0].seized_at)
    return {
        "units": [str(unit.id) for unit in units],
        "authority": "prosecutor",
        "number": fire.order_number(),
        "issued_on": day.isoformat(),
        "reasons": "",
        "signed_by": "A. Magistrate", "position": "Deputy prosecutor",
        **changes,
    }


def address_of(units):
    return f"{RECORD}?seizure={units[0].seizure_id}"


# The list -------------------------------------------------------------------------------------------------


def test_goods_without_an_order_say_what_they_lack(cast):
    [unit] = stories.stored(cast)

    text = text_of(cast.case_officer, f"{LIST}?tab=without")

    assert unit.seizure.code_word in text
    assert "Sample missing" in text
    assert "Photo missing" in text


def test_goods_of_which_everything_is_kept_lack_the_order_only(cast):
    fire.kept(cast)

    text = text_of(cast.case_officer, f"{LIST}?tab=without")

    assert "Order only" in text
    assert "missing" not in text.replace("What is missing", "")


def test_samples_alone_are_told_from_goods_that_somebody_forgot(cast):
    bag, *_ = stories.stored(cast)

    assert Uncovered(uuid4(), "HERON", [HandlingUnit(kind="sample")]).is_kept_samples
    assert not Uncovered(uuid4(), "HERON", [HandlingUnit(kind="sample"), bag]).is_kept_samples
    assert "Samples kept" not in text_of(cast.case_officer, f"{LIST}?tab=without")


def test_an_order_moves_from_tab_to_tab_as_it_is_verified(cast):
    order = fire.recorded(cast)
    link = reverse("orders:verify", args=[order.id])
    assert link in [each.get("href") for each in page_of(cast.supervisor, LIST).iter("a")]

    fire.verified(cast, order)

    assert link not in [each.get("href") for each in page_of(cast.supervisor, LIST).iter("a")]
    links = [each.get("href") for each in page_of(cast.supervisor, f"{LIST}?tab=covered").iter("a")]
    assert reverse("orders:order", args=[order.id]) in links


@pytest.mark.parametrize("tab", ["verify", "without", "covered", "refused", "nonsense"])
def test_an_empty_list_says_what_would_appear(cast, tab):
    text = text_of(cast.case_officer, f"{LIST}?tab={tab}")

    assert "appear" in text or "Orders come here when" in text


def test_orders_are_not_for_a_planner(cast):
    page_of(cast.planner, LIST, status=403)


def test_the_list_without_orders_asks_as_much_for_many_as_for_one(cast):
    fire.kept(cast)
    few = queries_of(cast.case_officer, f"{LIST}?tab=without")
    fire.kept(cast, count=3)

    assert queries_of(cast.case_officer, f"{LIST}?tab=without") == few <= MOST_QUERIES


# Recording ------------------------------------------------------------------------------------------------


def test_a_case_officer_chooses_the_seizure_then_records_the_order_with_its_document(cast):
    units = fire.kept(cast, count=2)
    assert units[0].seizure.code_word in text_of(cast.case_officer, RECORD)

    paper = SimpleUploadedFile("order.pdf", b"%PDF-1.7 signed", content_type="application/pdf")
    answer = send(cast.case_officer, address_of(units), answers_for(units, document=paper))

    order = DestructionOrder.objects.get()
    assert answer["Location"] == reverse("orders:order", args=[order.id])
    assert order.unit_count == 2
    assert order.documents.get().media_type == "application/pdf"


def test_an_order_recorded_without_its_paper_gets_it_on_a_page(cast):
    order = fire.recorded(cast, document=None)
    page = reverse("orders:order", args=[order.id])
    link = reverse("orders:paper", args=[order.id])
    assert link in [each.get("href") for each in page_of(cast.case_officer, page).iter("a")]
    verify = reverse("orders:verify", args=[order.id])
    answer = send(cast.supervisor, verify, {"answer": "yes"}, seen=order)
    assert "Attach the order as PDF or photo" in errors_in(answer)[0]

    paper = SimpleUploadedFile("order.pdf", b"%PDF-1.7 signed", content_type="application/pdf")
    assert send(cast.case_officer, link, {"document": paper})["Location"] == page

    assert link not in [each.get("href") for each in page_of(cast.case_officer, page).iter("a")]
    order.refresh_from_db()
    assert send(cast.supervisor, verify, {"answer": "yes"}, seen=order)["Location"] == page


def test_a_double_click_records_one_order(cast):
    units = fire.kept(cast)
    answers, key = answers_for(units), "0b8e2f0c-6d4c-4ad4-93a5-55e7e0b1c0de"

    first = send(cast.case_officer, address_of(units), answers, key=key)
    second = send(cast.case_officer, address_of(units), answers, key=key)

    assert first["Location"] == second["Location"]
    assert DestructionOrder.objects.count() == 1


def test_an_order_on_goods_without_a_sample_is_refused_in_words_and_nothing_is_lost(cast):
    units = stories.stored(cast)

    answer = send(cast.case_officer, address_of(units), answers_for(units, number="AN 77/2026"))

    assert answer.status_code == 409
    assert "no sample of it is kept" in errors_in(answer)[0]
    assert b'value="AN 77/2026"' in answer.content


def test_an_order_of_a_day_to_come_is_refused_at_its_date(cast):
    units = fire.kept(cast)
    day = fire.local_day(stories.now()) + timedelta(days=2)

    answer = send(cast.case_officer, address_of(units), answers_for(units, issued_on=day.isoformat()))

    assert answer.status_code == 422
    assert errors_in(answer) == ["The order cannot be of a day to come. Check the date"]


def test_a_file_that_is_no_document_is_told_what_is(cast):
    units = fire.kept(cast)
    text = SimpleUploadedFile("order.pdf", b"dear colleague", content_type="application/pdf")

    answer = send(cast.case_officer, address_of(units), answers_for(units, document=text))

    assert "The file is neither a PDF nor a photo. Use PDF, JPEG, PNG or WebP" in errors_in(answer)


def test_a_unit_of_another_seizure_cannot_be_slipped_in(cast):
    units, others = fire.kept(cast), fire.kept(cast)

    answer = send(cast.case_officer, address_of(units), answers_for(others))

    assert answer.status_code == 422
    assert DestructionOrder.objects.count() == 0


def test_an_address_that_names_no_seizure_is_not_there(cast):
    page_of(cast.case_officer, f"{RECORD}?seizure=all", status=404)


# Verifying ------------------------------------------------------------------------------------------------


def test_another_officer_verifies_the_order(cast):
    order = fire.recorded(cast)
    address = reverse("orders:verify", args=[order.id])
    assert "Is the record what the document says?" in text_of(cast.second_case_officer, address)

    answer = send(cast.second_case_officer, address, {"answer": "yes"}, seen=order)

    order.refresh_from_db()
    assert answer["Location"] == reverse("orders:order", args=[order.id])
    assert order.state == "verified"


def test_who_recorded_an_order_is_offered_no_answer_and_refused_one(cast):
    order = fire.recorded(cast)
    address = reverse("orders:verify", args=[order.id])
    shown = browser_of(cast.case_officer).get(address)["Location"]
    assert shown == reverse("orders:order", args=[order.id])
    assert "Another person must verify it." in text_of(cast.case_officer, shown)

    assert send(cast.case_officer, address, {"answer": "yes"}, seen=order).status_code == 403


def test_a_refusal_needs_its_reason(cast):
    order = fire.recorded(cast)
    address = reverse("orders:verify", args=[order.id])

    answer = send(cast.supervisor, address, {"answer": "no", "reason": ""}, seen=order)
    assert errors_in(answer) == ["Say what is not right"]

    send(cast.supervisor, address, {"answer": "no", "reason": "the number is another one"}, seen=order)
    order.refresh_from_db()
    assert order.state == "refused"


def test_the_page_of_an_order_shows_its_number_and_reasons_to_those_who_work_with_it(cast):
    order = fire.recorded(cast, number="AN 5/2026", reasons="nothing else is needed")

    text = text_of(cast.auditor, reverse("orders:order", args=[order.id]))

    assert "AN 5/2026" in text
    assert "nothing else is needed" in text
    page_of(cast.planner, reverse("orders:order", args=[order.id]), status=403)
