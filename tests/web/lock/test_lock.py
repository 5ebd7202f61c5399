"""A session that nobody is at is locked by the house, loses nothing, and is opened by its officer alone."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.evidence.models import HandlingUnit, Incident
from custody.organisation.actions import sessions as acting
from custody.organisation.field_sessions import State, digest_of, is_easy
from custody.organisation.models import FieldSession, KeptPost, Officer, SignIn
from custody.web.lock import kept
from custody.web.shared.brought_back import BroughtBack
from tests.web.outbox.test_outbox import item_of, sent
from tests.web.shared.pages import read, words

PIN, PASSWORD = "724091", "a quay in the rain"
SCRIPT = {"Sec-Fetch-Mode": "cors"}
PHONE = "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def _a_guess_costs_little(monkeypatch):
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1_000)


@pytest.fixture
def phone(cast):
    cast.officer.set_password(PASSWORD)
    cast.officer.save(update_fields=["password"])
    client = Client(headers={"User-Agent": PHONE})
    client.force_login(cast.officer)
    client.get("/")
    return client


def row(client):
    return FieldSession.objects.get(pk=digest_of(client.session.session_key))


def leave_alone(client, *, minutes=6):
    """Let minutes pass in which nobody is at the session."""
    FieldSession.objects.filter(pk=row(client).pk).update(seen_at=F("seen_at") - timedelta(minutes=minutes))


def unlock(client, secret=PIN, **more):
    return client.post(reverse("lock:unlock"), {"secret": secret, **more})


def told(client):
    return list(SignIn.objects.filter(session=row(client).pk).order_by("id").values_list("what", flat=True))


# Locking --------------------------------------------------------------------------------------------------


def test_a_phone_locks_after_five_minutes_and_a_desk_after_ten(cast, phone):
    desk = Client()
    desk.force_login(cast.duty_officer)
    desk.get("/")
    for client in (phone, desk):
        leave_alone(client)

    assert phone.get("/")["Location"] == "/unlock/?next=%2F"
    assert desk.get("/").status_code == 200
    leave_alone(desk, minutes=11)
    assert desk.get("/").status_code == 302


def test_whoever_is_at_it_is_not_locked_out(phone):
    for _ in range(3):
        leave_alone(phone, minutes=4)
        assert phone.get("/").status_code == 200


@pytest.mark.parametrize("name", ["outbox:state", "lock:state", "warroom:board"])
def test_what_a_page_asks_for_by_itself_keeps_no_session_open(phone, name):
    leave_alone(phone, minutes=4)
    seen = row(phone).seen_at
    phone.get(reverse(name))
    phone.get("/", headers=SCRIPT)
    phone.get("/", headers={"HX-Request": "true"})

    assert row(phone).seen_at == seen
    phone.get("/")
    assert row(phone).seen_at > seen


def test_a_touch_keeps_it_open_and_wakes_none_that_is_locked(phone):
    leave_alone(phone, minutes=4)
    assert phone.get(reverse("lock:state"), headers=SCRIPT).json()["left"] <= 60
    assert phone.post(reverse("lock:state"), headers=SCRIPT).json() == {"badge": "4417", "left": 300}
    assert phone.get(reverse("lock:state"), headers=SCRIPT).json()["left"] >= 299
    leave_alone(phone)
    assert phone.post(reverse("lock:state"), headers=SCRIPT).json()["locked"] is True
    assert phone.get("/").status_code == 302


def test_a_locked_session_shows_nothing_by_any_door(phone, cast):
    leave_alone(phone)
    page = phone.get("/unlock/?next=%2Fmine%2F")

    assert page.status_code == 200
    assert "4417" in words(read(page.content.decode()))
    assert b"c-nav" not in page.content
    assert phone.get("/", headers=SCRIPT).status_code == 423
    answer = phone.get("/api/v1/units/")
    assert (answer.status_code, answer.json()["code"]) == (423, "session.locked")
    assert phone.get("/unlock/?next=https://elsewhere.example/").content.count(b"elsewhere") == 0


def test_the_wall_goes_on_and_keeps_nobody_in(cast):
    desk = Client()
    desk.force_login(cast.supervisor)
    desk.get(reverse("dashboard:board"))
    leave_alone(desk, minutes=11)

    assert desk.get(reverse("dashboard:wall")).status_code == 200
    assert desk.get(reverse("dashboard:board")).status_code == 302


def test_a_lock_by_hand_holds_at_once(phone):
    assert phone.post(reverse("lock:lock"))["Location"] == "/unlock/"
    assert phone.get("/").status_code == 302
    assert told(phone) == ["locked"]


# Unlocking ------------------------------------------------------------------------------------------------


def test_a_pin_unlocks_and_leads_back(phone):
    assert phone.post(reverse("lock:pin"), {"pin": PIN, "again": PIN, "idempotency_key": uuid4()})["Location"] == "/"
    leave_alone(phone)
    phone.get("/")

    assert unlock(phone, "000000").status_code == 422
    assert unlock(phone, next="/mine/")["Location"] == "/mine/"
    assert phone.get("/").status_code == 200
    assert told(phone) == ["pin", "locked", "wrong", "unlocked"]
    assert row(phone).tries == 0
    assert PIN not in row(phone).pin


def test_without_a_pin_the_password_unlocks(phone):
    leave_alone(phone)

    assert unlock(phone, PASSWORD)["Location"] == "/"
    assert phone.get("/").status_code == 200


def test_three_wrong_tries_end_the_session_whatever_comes_after(phone):
    leave_alone(phone)
    answers = [unlock(phone, f"guess {n}").status_code for n in range(3)]

    assert answers == [422, 422, 302]
    assert "_auth_user_id" not in phone.session
    assert SignIn.objects.filter(what="ended").count() == 1


def test_a_cookie_that_was_copied_before_is_worth_nothing_after_the_end(phone):
    cookie = phone.cookies["sessionid"].value
    leave_alone(phone)
    acting.lock_session(key=row(phone).pk)
    FieldSession.objects.update(ended_at=F("seen_at"))
    copied = Client()
    copied.cookies["sessionid"] = cookie

    assert copied.get("/")["Location"].startswith("/sign-in/")


def test_a_shift_ends_after_twelve_hours_whatever_was_done_in_it(phone):
    FieldSession.objects.update(ends_at=F("begun_at"))

    assert phone.get("/mine/")["Location"] == "/sign-in/?next=/mine/"
    assert "_auth_user_id" not in phone.session


def test_a_badge_that_left_unlocks_nothing(phone, cast):
    leave_alone(phone)
    phone.get("/")
    key = row(phone).pk
    Officer.objects.filter(pk=cast.officer.pk).update(is_active=False)

    assert acting.unlock_session(officer=cast.officer, key=key, given=PASSWORD) == State.ENDED
    transaction.set_rollback(True)


def test_the_pin_of_one_session_opens_no_other(cast, phone):
    acting.choose_pin(officer=cast.officer, key=row(phone).pk, pin=PIN)
    other = Client()
    other.force_login(cast.officer)
    other.get("/")
    leave_alone(other, minutes=11)

    assert unlock(other).status_code == 422
    assert acting.unlock_session(officer=cast.second_officer, key=row(phone).pk, given=PIN) == State.ENDED


def test_a_pin_is_chosen_once_and_only_right_after_the_sign_in(cast, phone):
    key = row(phone).pk
    with pytest.raises(InvalidInput, match="nobody guesses"):
        acting.choose_pin(officer=cast.officer, key=key, pin="123456")
    acting.choose_pin(officer=cast.officer, key=key, pin=PIN)
    with pytest.raises(NotAllowedNow):
        acting.choose_pin(officer=cast.officer, key=key, pin="839201")
    FieldSession.objects.update(pin="", begun_at=F("begun_at") - timedelta(minutes=16))
    with pytest.raises(NotAllowedNow):
        acting.choose_pin(officer=cast.officer, key=key, pin=PIN)


@pytest.mark.parametrize(
    ("pin", "easy"),
    [("724091", False), ("111111", True), ("123456", True), ("987654", True), ("890123", True), ("12345", True),
     ("441799", True), ("724724", True), ("72409a", True), ("1234567890123", True), ("٧٢٤٠٩١", True)],
)  # fmt: skip
def test_what_is_easily_guessed_is_no_pin(pin, easy):
    assert is_easy(pin, badge="4417") is easy


@override_settings(CUSTODY_DEMO=True)
def test_a_badge_of_the_demo_goes_on_with_one_click(phone):
    leave_alone(phone)

    phone.get("/")
    assert phone.post(reverse("lock:unlock"), {"next": "/"})["Location"] == "/"
    acting.lock_session(key=row(phone).pk)
    assert phone.post(reverse("lock:unlock"), {}, headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 422


def test_somebody_else_signs_in_anew_and_sees_nothing_of_the_first(phone, cast):
    leave_alone(phone)
    key = row(phone).pk
    phone.post(reverse("account_logout"))
    phone.force_login(cast.second_officer)

    assert phone.get("/").status_code == 200
    assert FieldSession.objects.get(pk=key).ended_at is not None


# Nothing is lost ------------------------------------------------------------------------------------------


def stop_form(key):
    return {"kind": "container", "container_number": "MSCU 123456 6", "place_near": "other", "place": "HERON",
            "second_badge": "4418", "idempotency_key": key}


def kept_at(response):
    return parse_qs(urlsplit(response["Location"]).query)["next"][0]


def brought_to(officer, at):
    """Return the request for a page as its view gets it, what was brought back, and what it is known by."""
    request = RequestFactory().get(at)
    request.user = officer
    found = BroughtBack()
    return request, found, kept.bring_back(request, found, can_show=True)


def test_a_form_sent_into_the_lock_comes_back_and_is_recorded_once_its_officer_sends_it(phone):
    leave_alone(phone)
    form = stop_form(uuid4())
    at = kept_at(phone.post("/stop/", form))

    assert b"MSCU" not in bytes(KeptPost.objects.get().sealed)
    assert unlock(phone, PASSWORD, next=at)["Location"] == at
    pages = [phone.get(at), phone.get(at)]
    assert {page.status_code for page in pages} == {200}
    assert all(b"MSCU 123456 6" in page.content and b"Nothing of it is recorded" in page.content for page in pages)
    assert not HandlingUnit.objects.exists()
    assert str(form["idempotency_key"]).encode() in pages[0].content
    assert [phone.post(at, form).status_code for _ in range(2)] == [302, 302]
    assert HandlingUnit.objects.get().label
    assert not KeptPost.objects.exists()


def test_a_kept_form_goes_with_its_photo_to_its_own_page_and_for_nobody_else(phone, cast):
    key = uuid4()
    leave_alone(phone)
    at = kept_at(phone.post("/stop/?more=1", {**stop_form(key), "photo": ContentFile(b"a photo", name="door.jpg")}))
    unlock(phone, PASSWORD)
    stranger, _, none = brought_to(cast.second_officer, at)
    elsewhere, _, nothing = brought_to(cast.officer, at.replace("/stop/", "/sweep/"))

    assert (none, nothing, stranger.method, elsewhere.method) == (None, None, "GET", "GET")
    request, found, known = brought_to(cast.officer, at)
    assert known == KeptPost.objects.get().pk
    assert found.is_shown
    assert (request.method, request.get_full_path()) == ("POST", "/stop/?more=1")
    assert request.FILES["photo"].read() == b"a photo"
    assert request.POST["idempotency_key"] == str(key)


def test_a_form_with_a_mistake_comes_back_with_its_answers_and_says_so_at_once(phone):
    leave_alone(phone)
    at = kept_at(phone.post("/stop/", {**stop_form(uuid4()), "container_number": ""}))
    unlock(phone, PASSWORD)
    page = phone.get(at)

    assert page.status_code == 200
    assert b"HERON" in page.content
    assert phone.post(at, {**stop_form(uuid4()), "second_badge": "4417"}).status_code in {403, 422}
    assert KeptPost.objects.exists()


def test_the_session_may_end_and_the_form_waits_for_the_next_sign_in(phone, cast):
    FieldSession.objects.update(ends_at=F("begun_at"))
    form = stop_form(uuid4())
    at = kept_at(phone.post("/stop/", form))
    phone.force_login(cast.second_officer)
    assert b"MSCU 123456 6" not in phone.get(at).content
    phone.force_login(cast.officer)

    assert b"MSCU 123456 6" in phone.get(at).content
    assert phone.post(at, form).status_code == 302
    assert HandlingUnit.objects.get().custodian == cast.officer


def test_a_forged_post_is_not_kept(cast):
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(cast.officer)
    forger.get("/")
    leave_alone(forger, minutes=11)

    assert forger.post("/stop/", stop_form(uuid4())).status_code == 403
    assert not KeptPost.objects.exists()


def test_no_more_forms_are_kept_than_somebody_can_have_meant(cast):
    ids = [acting.keep_post(officer=cast.officer, sealed=b"x") for _ in range(acting.MOST_KEPT + 2)]

    assert set(KeptPost.objects.values_list("pk", flat=True)) == set(ids[2:])


def test_what_a_script_sends_into_the_lock_is_refused_and_stays_with_it(phone):
    leave_alone(phone)

    assert phone.post("/stop/", stop_form(uuid4()), headers=SCRIPT).status_code == 423
    assert not KeptPost.objects.exists()


def test_what_waits_on_the_device_is_taken_after_the_unlock_and_once(phone):
    leave_alone(phone)
    key = uuid4()

    assert phone.get(reverse("outbox:state"), headers=SCRIPT).json()["locked"] is True
    # A device whose clock was set back says that it was signed before the lock.
    assert sent(phone, key, item_of(key=key), age=3_600_000).status_code == 423
    assert phone.post(reverse("outbox:item", args=[key]), b"x", content_type="application/octet-stream",
                      headers={"Outbox-Author": "4417", "Outbox-Whole": "90000"}).status_code == 423
    unlock(phone, PASSWORD)
    assert [sent(phone, key, item_of(key=key)).status_code for _ in range(2)] == [201, 200]
    assert HandlingUnit.objects.count() == 1


def test_a_call_for_help_goes_through_the_lock(phone):
    leave_alone(phone)
    key = uuid4()

    assert phone.get("/danger/").status_code == 200
    called = item_of(key=key, path="/danger/", answers=[("kind", "watchers")])
    assert sent(phone, key, called).status_code == 201
    assert phone.post("/danger/", {"silent": "threat", "idempotency_key": uuid4()})["Location"] == "/"
    assert Incident.objects.count() == 2
    assert phone.get("/").status_code == 302


# What is kept of it ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", [
    "UPDATE custody.custody_signin SET what = 'in'", "DELETE FROM custody.custody_signin",
    "TRUNCATE custody.custody_signin",
    "INSERT INTO custody.custody_signin (officer_id, what, device, session, at) SELECT officer_id, what, device, "
    "session, now() - interval '1 day' FROM custody.custody_signin",
])  # fmt: skip
def test_who_came_in_is_only_added_to_and_dated_by_the_database(phone, statement):
    acting.lock_session(key=row(phone).pk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_lock_is_dated_when_it_fell_and_said_once(phone):
    leave_alone(phone, minutes=30)
    for _ in range(2):
        phone.get("/")
    locked = row(phone)

    assert locked.locked_at == locked.seen_at + timedelta(minutes=5)
    assert told(phone) == ["locked"]
