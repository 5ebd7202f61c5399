"""A magistrate through the API: the link and the code first, then what is asked, the photos, and one answer."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache

from custody.api.v1 import magistrate
from custody.destruction.link_policies import OPEN_FOR
from custody.destruction.selectors.papers import units_asked
from custody.evidence.actions.planning import plan_sampling
from custody.evidence.models import Consultation
from tests import packs
from tests.destruction import asking, lawful, stories
from tests.stories import act_of, now

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OPENING = "order-requests/opening/"


def code_now():
    """Return the code of this moment, as often as it is asked for: what was used is forgotten."""
    cache.clear()
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def asked(cast):
    """Return a request about goods with a draw by lot on record."""
    cache.clear()
    TOTP.activate(cast.by_badge["4971"], SECRET)
    lawful.under(cast, packs.shipped("BE"))
    units = stories.kept(cast, count=2)
    plan_sampling(act=act_of(cast.sampler), exhibit_id=units[0].exhibit_id)
    return asking.made(cast, units)


def opened(caller, cast, asked, done):
    """Return the magistrate's caller in whose session the request is open."""
    judge = caller(cast.by_badge["4971"])
    done(judge.post(OPENING, {"secret": asking.linked(cast, asked), "code": code_now()}))
    return judge


def test_from_the_link_to_the_order(cast, caller, done, refused, asked):
    clerk, judge, key = caller(cast.case_officer), caller(cast.by_badge["4971"]), uuid4()
    refused(caller(cast.supervisor).post(f"order-requests/{asked.id}/link/"), 403, "role.missing")
    link = done(clerk.post(f"order-requests/{asked.id}/link/", key=key))
    refused(clerk.post(f"order-requests/{asked.id}/link/", key=key), 409, "link.shown")
    assert link["address"].endswith(f"/magistrate/links/{link['secret']}/")
    [waits] = judge.get("me/order-requests/").json()["requests"]
    assert (waits["id"], waits["asked_by"], waits["opened_at"]) == (str(asked.id), "4801", None)
    assert caller(cast.planner).get("me/order-requests/").json() == {"requests": [], "minutes": []}
    refused(judge.get(f"order-requests/{asked.id}/question/"), 403, "request.closed")
    refused(judge.post(OPENING, {"secret": link["secret"], "code": "000000"}), 400, "code.wrong", field="code")

    done(judge.post(OPENING, {"secret": link["secret"], "code": code_now()}))

    refused(judge.post(OPENING, {"secret": link["secret"], "code": code_now()}), 409, "request.link")
    shown = judge.get(f"order-requests/{asked.id}/question/").json()
    assert shown["proposed_text"].startswith("I order that the goods of seizure")
    assert (shown["labels"], shown["gross_mg"]) == (asked.labels, sum(unit.gross_mg for unit in units_asked(asked)))
    exhibit = shown["exhibits"][0]
    assert (exhibit["drawn"], exhibit["sampled"], exhibit["analysed"], exhibit["positive"]) == (19, 0, 0, 0)
    assert (exhibit["statement"], exhibit["will_show"]) == (None, None), "nothing was analysed"
    refused(caller(cast.by_badge["4971"]).get(f"order-requests/{asked.id}/question/"), 403, "request.closed")
    refused(caller(cast.by_badge["4972"]).get(f"order-requests/{asked.id}/question/"), 404, "record.not_found")
    said = {"answer": "order", "number": "PR 1", "expected_seq": shown["version"]}
    answer = done(judge.post(f"order-requests/{asked.id}/answer/", said))
    assert answer["request"]["state"] == "answered"
    asked.refresh_from_db()
    assert (asked.order.recorded_by.badge, asked.order.state) == ("4971", "recorded")
    refused(judge.get(f"order-requests/{asked.id}/question/"), 409, "request.answered")


def test_a_photo_is_shown_once_after_it_was_recorded_and_a_hold_needs_words(cast, caller, done, refused, asked):
    judge, key = opened(caller, cast, asked, done), uuid4()
    [photo] = judge.get(f"order-requests/{asked.id}/question/").json()["photos"]
    path, said = f"order-requests/{asked.id}/photo/", {"photo_id": photo["id"]}
    refused(caller(cast.by_badge["4971"]).post(path, said), 403, "request.closed")

    seen = judge.post(path, said, key=key)

    assert (seen.status_code, seen["Content-Type"]) == (200, "image/png")
    assert Consultation.objects.filter(subject_id=photo["id"], officer__badge="4971").count() == 1
    refused(judge.post(path, said, key=key), 409, "photo.shown")
    refused(judge.post(path, {"photo_id": str(uuid4())}), 404, "record.not_found")
    refused(judge.post(f"order-requests/{asked.id}/answer/", {"answer": "hold"}), 400, "text.empty", field="words")


def test_what_was_opened_shuts_after_half_an_hour(cast, caller, done, refused, asked, monkeypatch):
    judge = opened(caller, cast, asked, done)
    later = now() + OPEN_FOR + timedelta(minutes=1)
    monkeypatch.setattr(magistrate, "database_now", lambda: later)

    refused(judge.get(f"order-requests/{asked.id}/question/"), 409, "request.open_too_long")
    said = {"answer": "refuse", "words": "No"}
    refused(judge.post(f"order-requests/{asked.id}/answer/", said), 409, "request.open_too_long")


def test_a_code_is_asked_of_an_authenticator_that_is_set_up_and_not_guessed_for_ever(cast, caller, refused, asked):
    secret, judge = asking.linked(cast, asked), caller(cast.by_badge["4971"])
    codes = [judge.post(OPENING, {"secret": secret, "code": "000000"}).json()["code"] for _ in range(30)]
    assert (codes[0], codes[-1]) == ("code.wrong", "code.tries")
    cache.clear()
    other = caller(cast.by_badge["4972"])
    refused(other.post(OPENING, {"secret": secret, "code": "000000"}), 400, "code.none", field="code")
