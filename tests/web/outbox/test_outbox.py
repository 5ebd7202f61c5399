"""The house's end of the outbox: one record for each item, in the name of who signed it, at the time it was signed."""

from __future__ import annotations

import gzip
import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from custody.evidence import parts
from custody.evidence.models import HandlingUnit, Incident, Sweep
from custody.ledger.selectors import begun_with
from custody.tasks import forget_parts
from custody.web.outbox.blanks import BLANKS
from custody.web.shared.forms import OccurredAtField
from custody.web.shared.sending import BLANK_PAGES, KEPT_PAGES, KEPT_TOGETHER
from tests import stories
from tests.ledger.test_letterbox import put_in

STOP = [("kind", "container"), ("container_number", "MSCU 123456 6"), ("place_near", "other"), ("place", "HERON"),
        ("second_badge", "4418")]
HOUR_MS = 3_600_000


def item_of(*, key, badge="4417", path="/stop/", answers=STOP, device_at="2020-01-01T02:41:00Z", file=None,
            content=b"", parts=()):
    said = json.dumps({"path": path, "answers": answers, "device_at": device_at, "file": file,
                       "parts": parts}).encode()
    return put_in(len(said).to_bytes(4) + said + content, bound_to=f"{key} {badge}".encode())


def watch_of(client):
    """Return what the word of an officer is bound to, as the house tells the device that asks."""
    answer = client.get(reverse("outbox:state"))
    return answer.json()["watch"] if answer.status_code == 200 else ""


def sent(client, key, sealed, *, author="4417", age=0, looked="own", watch=None, **more):
    """Send what its officer says is their own, where the house asks: a browser of a test has just signed in."""
    looked = looked and f"{looked} {watch_of(client) if watch is None else watch}"
    headers = {"Outbox-Author": author, "Outbox-Age": str(age), **({"Outbox-Looked": looked} if looked else {})}
    return client.post(reverse("outbox:item", args=[key]), sealed, content_type="application/octet-stream",
                       headers=headers, **more)


@pytest.fixture
def client(cast):
    client = Client()
    client.force_login(cast.officer)
    return client


def test_an_item_becomes_one_record_and_its_repetition_gets_the_same_answer(client, cast):
    key = uuid4()
    answers = [sent(client, key, item_of(key=key)).status_code for _ in range(2)]

    assert answers == [201, 200]
    [unit] = HandlingUnit.objects.all()
    assert unit.custodian == cast.officer


def test_the_time_that_counts_is_the_age_and_not_the_clock_of_the_device(client):
    key, before = uuid4(), stories.now()
    assert sent(client, key, item_of(key=key), age=HOUR_MS).status_code == 201

    [unit] = HandlingUnit.objects.all()
    told = begun_with([unit.stream_id], names=["door", "basis", "device_at", "received_at", "occurred_at"])
    told = told[unit.stream_id]
    assert (told["door"], told["basis"]) == ("outbox", "late")
    assert told["device_at"].startswith("2020-01-01T02:41")
    earliest = before - timedelta(hours=1, minutes=1)
    assert told["occurred_at"] > earliest.isoformat()
    assert told["occurred_at"] < told["received_at"]


def test_an_item_of_another_badge_is_not_taken_and_does_not_open(client):
    key = uuid4()
    theirs = item_of(key=key, badge="4418")

    assert sent(client, key, theirs, author="4418").status_code == 403
    assert sent(client, key, theirs).status_code == 422
    assert not HandlingUnit.objects.exists()


def test_a_call_for_help_of_the_one_before_goes_in_their_name_and_nothing_else_of_theirs(client, cast):
    key, other = uuid4(), uuid4()
    call = item_of(key=key, badge="4418", path="/danger/", answers=[("kind", "threat")])

    answer = sent(client, key, call, author="4418", looked=None)
    assert answer.status_code == 201
    assert answer.json()["next"] == ""
    assert sent(client, key, call, author="4418", looked=None).status_code == 200
    assert Incident.objects.get().reported_by == cast.second_officer
    assert sent(client, other, item_of(key=other, badge="4418"), author="4418").status_code == 403
    assert sent(client, other, item_of(key=other, path="/danger/", badge="0"), author="0").status_code == 403
    assert Incident.objects.count() == 1
    assert not HandlingUnit.objects.exists()


@pytest.mark.parametrize("path", ["/orders/new/", "/nowhere/", "/transfers/offer/"])
def test_a_form_that_gives_an_authority_is_never_sent_later(client, path):
    key = uuid4()
    answer = sent(client, key, item_of(key=key, path=path))

    assert answer.status_code == 422
    assert "cannot be sent later" in answer.json()["reasons"][0]


def test_what_is_no_form_is_refused(client):
    key = uuid4()
    for sealed in (b"", put_in(b"\0\0\0\x02{}", bound_to=f"{key} 4417".encode())):
        assert sent(client, key, sealed).status_code == 422


def test_nobody_is_led_to_the_sign_in_and_a_post_without_a_token_is_refused(cast, db):
    assert sent(Client(), uuid4(), b"").status_code == 302
    assert Client().get(reverse("outbox:state")).status_code == 302
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(cast.officer)
    assert sent(careful, uuid4(), b"").status_code == 403
    state = careful.get(reverse("outbox:state")).json()
    key = uuid4()
    answer = sent(careful, key, item_of(key=key), HTTP_X_CSRFTOKEN=state["token"])
    assert (state["badge"], answer.status_code) == ("4417", 201)


def test_what_a_device_keeps_belongs_to_nobody(client, settings):
    assert set(BLANKS) == set(BLANK_PAGES)
    for path in KEPT_PAGES:
        page = client.get(path).content.decode()
        assert path == "/outbox/" or ("data-outbox" in page and "data-blank" in page)
        assert "4417" not in page
        assert "csrfmiddlewaretoken" not in page
        assert "HERON" not in page
    assert client.get(reverse("outbox:blank", args=["orders/"])).status_code == 404
    settings.CUSTODY_OUTBOX = False
    assert {client.get(path).status_code for path in KEPT_PAGES if path != "/outbox/"} == {404}


def test_all_that_a_device_keeps_comes_by_one_question_and_not_when_it_has_it(client, settings):
    together = reverse("outbox:kept")
    assert together == KEPT_TOGETHER
    answer = client.get(together, headers={"Accept-Encoding": "gzip"})
    tag, packed = answer["ETag"], len(answer.content)
    assert packed < 20_000
    assert json.loads(gzip.decompress(answer.content)) == {
        path: client.get(path).content.decode() for path in KEPT_PAGES}
    assert not any(OccurredAtField in map(type, each.form.base_fields.values()) for each in BLANKS.values()), (
        "a blank form says clock times of hours ago")
    assert "no-store" in answer["Cache-Control"]
    assert "script-src" in answer["Content-Security-Policy"]

    again = client.get(together, headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get(together, headers={"If-None-Match": tag}).status_code == 304
    client.cookies["custody_gloves"] = "on"
    assert client.get(together, headers={"If-None-Match": tag}).status_code == 200
    settings.CUSTODY_OUTBOX = False
    assert client.get(together, headers={"If-None-Match": tag}).status_code == 404


def test_units_are_named_by_their_labels_where_no_list_could_be_shown(client, cast):
    key, units = uuid4(), stories.seized(cast, count=2)
    answers = [("units", f"C1:{units[0].label.replace('-', '')}\r\n{units[1].label.lower()}"), ("methods", "visual"),
               ("minutes", "5"), ("result", "clear"), ("witness_badge", "4418"), ("device", "")]

    assert sent(client, key, item_of(key=key, path="/sweep/", answers=answers)).status_code == 201
    assert Sweep.objects.filter(unit__in=units).count() == 2
    assert not any(unit.unswept for unit in stories.fresh(units))


def test_the_worker_takes_itself_away_where_the_house_wants_none(client, settings):
    assert "addEventListener" in client.get(reverse("outbox:worker")).content.decode()
    tag = client.get(reverse("outbox:worker"))["ETag"]
    assert client.get(reverse("outbox:worker"), headers={"If-None-Match": tag}).status_code == 304
    settings.CUSTODY_OUTBOX = False
    assert client.get(reverse("outbox:worker"), headers={"If-None-Match": tag}).status_code == 200
    assert "unregister" in client.get(reverse("outbox:worker")).content.decode()
    page = client.get("/stop/").content.decode()
    assert not re.search("<form[^>]*data-outbox", page)
    # What waits on a device is sent and listed all the same.
    assert "js/outbox." in page
    assert "data-outbox-pill" in page


def test_an_item_in_parts_goes_on_where_it_was_broken_off(client):
    key = uuid4()
    sealed = item_of(key=key)
    whole, half = len(sealed), len(sealed) // 2

    def part(start, end):
        return client.post(reverse("outbox:item", args=[key]), sealed[start:end],
                           content_type="application/octet-stream",
                           headers={"Outbox-Author": "4417", "Outbox-Start": str(start), "Outbox-Whole": str(whole)})

    assert [part(0, 0).json(), part(0, half).json(), part(0, half).json()] == [
        {"received": 0}, {"received": half}, {"received": half}]
    assert part(half + 1, whole).json() == {"received": half}
    assert part(half, whole).status_code == 201
    assert HandlingUnit.objects.count() == 1
    assert part(0, 0).json() == {"received": 0}


def test_parts_that_nobody_goes_on_with_go_and_an_officer_has_only_so_many_begun(client, cast, monkeypatch):
    monkeypatch.setattr(parts, "MOST_ITEMS", 2)
    keys = [uuid4() for _ in range(3)]

    def begun(key, part=b"x"):
        answer = client.post(reverse("outbox:item", args=[key]), part, content_type="application/octet-stream",
                             headers={"Outbox-Author": "4417", "Outbox-Start": "0", "Outbox-Whole": "400000"})
        return answer.json()["received"]

    assert [begun(key) for key in keys] == [1, 1, 1]
    assert [begun(key, b"") for key in keys] == [0, 1, 1]
    assert begun(keys[0], b"x" * (parts.MOST_OF_A_PART + 1)) == 0
    assert parts.forget_untouched(before=stories.now() - parts.LONGEST) == 0
    forget_parts()
    assert begun(keys[2], b"") == 1
    assert parts.forget_untouched(before=stories.now() + timedelta(seconds=5)) >= 2
    assert [begun(key, b"") for key in keys] == [0, 0, 0]


def test_what_is_too_large_is_not_taken(client):
    answer = client.post(reverse("outbox:item", args=[uuid4()]), b"x", content_type="application/octet-stream",
                         headers={"Outbox-Author": "4417", "Outbox-Whole": str(10**9)})

    assert answer.status_code == 413
