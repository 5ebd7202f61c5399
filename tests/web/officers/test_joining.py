"""A first password on its pages: two people make a code each, the officer types both."""

from __future__ import annotations

from uuid import uuid4

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from custody.organisation.models import Officer
from tests.web.desk import errors_in, page_of, send, text_of
from tests.web.shared.pages import read, words

PASSWORD = "a quay in the rain"


def code_in(response):
    tree = read(response.content.decode())
    [found] = [words(each) for each in tree.iter("p") if "c-code" in each.get("class", "")]
    return found


def test_two_codes_open_the_page_of_a_first_password_and_nothing_else_does(cast):
    officer = cast.sampler
    page, first, second = (reverse(f"officers:{name}", args=[officer.id])
                           for name in ("invitation", "invite", "countersign"))  # fmt: skip
    assert "No password yet" in text_of(cast.supervisor, reverse("officers:list"))
    key = uuid4()
    one = code_in(send(cast.administrator, first, {}, key=key))
    # Who sends the button once more is not shown the code once more.
    assert one not in send(cast.administrator, first, {}, key=key).content.decode()
    assert one not in text_of(cast.administrator, page)
    assert errors_in(send(cast.administrator, second, {})) == ["Another person makes the second code"]
    answer = send(cast.supervisor, second, {})
    two = code_in(answer)
    assert "no-store" in answer["Cache-Control"]
    assert "made the first code" in text_of(cast.supervisor, page)

    browser = Client(HTTP_HOST="localhost")
    assert browser.get("/join/").status_code == 200
    secret = browser.session["joining_secret"]
    digits = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
    said = {"badge": officer.badge, "first_code": one, "second_code": two, "password": PASSWORD, "again": PASSWORD,
            "code": digits, "idempotency_key": str(uuid4())}  # fmt: skip
    assert errors_in(browser.post("/join/", said | {"again": "x"})) == ["The two passwords differ"]
    refused = browser.post("/join/", said | {"second_code": one})
    assert errors_in(refused) == [
        "These codes do not open this badge, or their time is over. Ask who gave them to you"
    ]
    assert PASSWORD not in refused.content.decode()
    assert browser.post("/join/", said)["Location"] == "/sign-in/"
    assert Officer.objects.get(pk=officer.pk).check_password(PASSWORD)
    assert errors_in(browser.post("/join/", said | {"password": PASSWORD + "!", "again": PASSWORD + "!"}))
    assert "This officer has a password" in text_of(cast.supervisor, page)
    page_of(cast.officer, page, status=403)
    page_of(cast.supervisor, reverse("officers:invitation", args=[uuid4()]), status=404)
