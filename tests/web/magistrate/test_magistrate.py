"""The magistrate's page: a link that is good once, a code, one page, one answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.urls import reverse

from custody.destruction.link_policies import OPEN_FOR
from custody.destruction.models import OrderRequest
from custody.evidence.actions.describing import describe_find
from custody.evidence.models import Consultation
from custody.web.magistrate import views
from tests import packs
from tests.destruction import asking, lawful, stories
from tests.stories import act_of, now
from tests.web.desk import browser_of, errors_in, page_of, send, text_of
from tests.web.shared.pages import read, words

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
MINE = reverse("magistrate:mine")


def code_now():
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def at(name, request, *more):
    return reverse(f"magistrate:{name}", args=[request.id, *more])


@pytest.fixture
def prosecutor(cast):
    """Return the prosecutor, whose authenticator is set up."""
    cache.clear()
    TOTP.activate(cast.by_badge["4971"], SECRET)
    return cast.by_badge["4971"]


@pytest.fixture
def asked(cast):
    """Return a request about goods with a draw by lot on record."""
    from custody.evidence.actions.planning import plan_sampling

    lawful.under(cast, packs.shipped("BE"))
    units = stories.kept(cast, count=2)
    plan_sampling(act=act_of(cast.sampler), exhibit_id=units[0].exhibit_id)
    return asking.made(cast, units)


def body(**answers):
    from uuid import uuid4

    return {"idempotency_key": str(uuid4()), **answers}


def opened_by(prosecutor, cast, asked):
    """Return a browser in which the magistrate opened the page."""
    browser = browser_of(prosecutor)
    address = reverse("magistrate:open", args=[asking.linked(cast, asked)])
    cache.clear()
    sent = browser.post(address, body(code=code_now()))
    assert sent["Location"] == at("page", asked)
    return browser


def test_from_the_question_to_the_order(cast, prosecutor, asked):
    describe_find(act=act_of(cast.officer), seizure_id=asked.seizure_id, holder="refused")
    assert "by badge 4801" in text_of(prosecutor, MINE)
    assert "A case officer asks for an order" in text_of(prosecutor, reverse("home:home"))
    shown = send(cast.case_officer, at("link", asked), {})
    address = next(line for line in words(read(shown.content.decode()).find("body")).split() if "/links/" in line)
    path = address.removeprefix("http://localhost")
    browser = browser_of(prosecutor)
    assert browser.get(path).status_code == 200  # looking uses nothing up
    wrong = browser.post(path, body(code="000000"))
    assert (wrong.status_code, errors_in(wrong)) == (422, ["The code does not match. Codes change every 30 seconds"])
    assert browser.post(path, body(code=code_now()))["Location"] == at("page", asked)

    page = browser.get(at("page", asked))
    text = words(read(page.content.decode()).find("body"))
    assert page.status_code == 200
    assert "Drawn by lot: 19 of 50 packages. Of these sampled: 0." in text
    assert "At least 90 %" not in text, "nothing was analysed"
    assert "Cocaine" in text
    assert "PV 12/2026" in text
    assert "Whoever had it refused to sign" in text
    assert "I order that the goods of seizure" in text
    assert "Public prosecutor" in text
    asked.refresh_from_db()
    done = browser.post(at("page", asked), body(answer="order", number="PR 1", words="", expected_seq=asked.last_seq))
    assert done["Location"] == at("page", asked)
    assert "Your answer is recorded" in browser.get(at("page", asked)).content.decode()
    asked.refresh_from_db()
    assert asked.order.recorded_by == prosecutor
    assert "0 h 0 min" in text_of(cast.case_officer, at("request", asked))


def test_without_its_link_the_page_stays_shut(cast, prosecutor, asked):
    assert browser_of(prosecutor).get(at("page", asked)).status_code == 403
    assert browser_of(cast.by_badge["4972"]).get(at("page", asked)).status_code == 404
    assert browser_of(cast.case_officer).get(at("page", asked)).status_code == 403


def test_the_page_shuts_after_half_an_hour(cast, prosecutor, asked, monkeypatch):
    browser = opened_by(prosecutor, cast, asked)
    later = now() + OPEN_FOR + timedelta(minutes=1)
    monkeypatch.setattr(views, "database_now", lambda: later)

    assert browser.get(at("page", asked)).status_code == 409


def test_a_link_that_was_used_says_so(cast, prosecutor, asked):
    secret = asking.linked(cast, asked)
    asking.linked(cast, asked)
    sent = browser_of(prosecutor).post(reverse("magistrate:open", args=[secret]), body(code=code_now()))
    assert sent.status_code == 409
    assert errors_in(sent) == ["This link was used or has run out. Ask the case officer for a new one"]


def test_a_hold_a_question_and_a_refusal_need_words(cast, prosecutor, asked):
    browser = opened_by(prosecutor, cast, asked)
    asked.refresh_from_db()
    for answer in ("hold", "ask", "refuse"):
        sent = browser.post(at("page", asked), body(answer=answer, words="", expected_seq=asked.last_seq))
        assert (sent.status_code, errors_in(sent)) == (422, ["Say why, or what you ask"])


def test_a_question_goes_to_the_case_officer_and_back(cast, prosecutor, asked):
    browser = opened_by(prosecutor, cast, asked)
    asked.refresh_from_db()
    browser.post(at("page", asked), body(answer="ask", words="Who sampled it?", expected_seq=asked.last_seq))
    asked.refresh_from_db()
    assert "A magistrate asks something" in text_of(cast.case_officer, reverse("home:home"))
    assert "Who sampled it?" in text_of(cast.case_officer, at("explain", asked))
    send(cast.case_officer, at("explain", asked), {"words": "Badge 4701"}, seen=asked)
    asked.refresh_from_db()
    assert asked.state == "open"
    assert browser.get(at("page", asked)).status_code == 403, "what was opened before the question serves no more"
    stale = body(answer="order", number="PR 1", words="", expected_seq=asked.last_seq)
    assert browser.post(at("page", asked), stale).status_code == 403
    asked.refresh_from_db()
    assert asked.state == "open"
    again = opened_by(prosecutor, cast, asked)
    assert "Badge 4701" in again.get(at("page", asked)).content.decode()


@pytest.mark.parametrize("answer", ["order", "hold", "refuse"])
def test_an_answer_shuts_what_its_link_opened(cast, prosecutor, asked, answer):
    browser = opened_by(prosecutor, cast, asked)
    photo = asked.seizure.photos.get()
    asked.refresh_from_db()
    said = {"answer": answer, "number": "PR 1" if answer == "order" else "", "words": "As it stands"}
    browser.post(at("page", asked), body(**said, expected_seq=asked.last_seq))
    asked.refresh_from_db()
    assert asked.state == "answered"
    looked = Consultation.objects.filter(subject_id=photo.id)
    assert browser.post(at("photo", asked, photo.id), body()).status_code == 403
    assert not looked.exists()


def test_a_photo_is_shown_after_it_was_recorded(cast, prosecutor, asked):
    browser = opened_by(prosecutor, cast, asked)
    photo = asked.seizure.photos.get()
    shown = browser.post(at("photo", asked, photo.id), body())
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert Consultation.objects.filter(subject_id=photo.id, officer=prosecutor).exists()


def test_a_case_officer_asks_and_the_law_says_whom(cast):
    [unit] = stories.kept(cast)
    path = reverse("magistrate:ask", args=[unit.seizure_id])
    wrong = send(cast.case_officer, path, {"magistrate": "4972", "reference": "PV 1"})
    assert (wrong.status_code, errors_in(wrong)) == (
        403, ["This badge does not speak for the authority that must order. Choose another"],
    )  # fmt: skip
    sent = send(cast.case_officer, path, {"magistrate": "4971", "reference": "PV 1"})
    assert sent["Location"] == at("request", OrderRequest.objects.get())
    page_of(cast.planner, path, status=403)
    page_of(cast.officer, MINE, status=403)
