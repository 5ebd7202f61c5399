"""Badge, password and code; nobody works with a password alone, and a guesser is slowed down."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, override_settings

from custody.core.errors import InvalidInput
from custody.organisation.actions.language import choose_language
from custody.web.signin.adapters import SealedCodeAdapter, badge_of
from tests.web.shared.pages import read, words

PASSWORD = "a quay in the rain"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ROUNDS = PBKDF2PasswordHasher.iterations


@pytest.fixture(autouse=True)
def _a_guess_costs_little(monkeypatch):
    """Hash with few rounds: a fifth of a second each, and there are a hundred."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1_000)


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests(db):
    cache.clear()


@pytest.fixture
def browser(db):
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def officer(cast):
    cast.officer.set_password(PASSWORD)
    cast.officer.save(update_fields=["password"])
    return cast.officer


@pytest.fixture
def enrolled(officer):
    TOTP.activate(officer, SECRET)
    return officer


def code(secret=SECRET, *, step=0):
    counter = list(yield_hotp_counters_from_time())[1] + step
    return format_hotp_value(hotp_value(secret, counter))


def sign_in(browser, badge, password=PASSWORD, **more):
    return browser.post("/sign-in/", {"login": badge, "password": password, **more})


def is_signed_in(browser):
    return browser.get("/sign-in/enrol/").status_code != 302 or "_auth_user_id" in browser.session


# Password and code ----------------------------------------------------------------------------------------


def test_an_officer_signs_in_with_password_and_code(browser, enrolled):
    first = sign_in(browser, enrolled.badge, next="/units/")
    assert first["Location"].startswith("/sign-in/code/")
    assert "_auth_user_id" not in browser.session

    second = browser.post(first["Location"], {"code": code()})

    assert second["Location"] == "/units/"
    assert browser.session["_auth_user_id"] == str(enrolled.pk)


def test_the_language_an_officer_chose_comes_along_to_every_device(browser, enrolled):
    elsewhere = Client(HTTP_HOST="localhost")
    elsewhere.force_login(enrolled)
    elsewhere.post("/language/", {"language": "fr"})
    browser.post("/language/", {"language": "de"})  # whoever had this device before

    sign_in(browser, enrolled.badge)
    browser.post("/sign-in/code/", {"code": code()})

    assert read(browser.get("/").content.decode()).get("lang") == "fr"
    enrolled.refresh_from_db()
    assert enrolled.language == "fr"


def test_a_language_that_is_none_of_ours_is_refused(officer):
    with pytest.raises(InvalidInput, match="Choose one of the languages"):
        choose_language(officer=officer, language="xx")
    choose_language(officer=officer, language=officer.language)


def test_a_wrong_code_is_told_how_codes_work(browser, enrolled):
    sign_in(browser, enrolled.badge)

    response = browser.post("/sign-in/code/", {"code": "000000"})

    assert "Codes change every 30 seconds" in response.content.decode()
    assert "_auth_user_id" not in browser.session


def test_a_code_is_good_once(browser, enrolled):
    sign_in(browser, enrolled.badge)
    used = code()
    browser.post("/sign-in/code/", {"code": used})
    browser.post("/sign-out/")

    sign_in(browser, enrolled.badge)
    response = browser.post("/sign-in/code/", {"code": used})

    assert response.status_code == 200
    assert "_auth_user_id" not in browser.session


def test_an_unknown_badge_and_a_wrong_password_read_the_same(browser, enrolled):
    def answer(badge):
        response = sign_in(browser, badge, "wrong")
        assert response.status_code == 422
        return [words(line) for line in read(response.content.decode()).findall(".//li") if "match" in words(line)]

    assert answer(enrolled.badge) == answer("9999") == ["The badge and the password do not match. Check both"]


def test_a_badge_out_of_use_is_told_whom_to_ask(browser):
    response = browser.get("/sign-in/inactive/")

    assert response.status_code == 403
    assert "Ask the duty desk" in response.content.decode()


def test_a_sign_in_never_leads_out_of_the_house(browser, enrolled):
    sign_in(browser, enrolled.badge, next="https://example.org/")

    assert browser.post("/sign-in/code/", {"code": code()})["Location"] == "/"


def test_signing_out_ends_the_session(browser, enrolled):
    sign_in(browser, enrolled.badge)
    browser.post("/sign-in/code/", {"code": code()})

    assert browser.get("/sign-out/").status_code == 405
    assert browser.post("/sign-out/")["Location"] == "/sign-in/"
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("address", ["/sign-up/", "/sign-in/again/", "/sign-in/code/again/", "/sign-in/address/"])
def test_pages_of_the_library_that_we_do_not_have_lead_to_the_sign_in(browser, address):
    assert browser.get(address)["Location"].startswith("/sign-in/")


# The second factor ----------------------------------------------------------------------------------------


def test_an_officer_without_a_second_factor_is_led_to_it_and_nowhere_else(browser, officer):
    sign_in(browser, officer.badge)

    assert browser.get("/")["Location"] == "/sign-in/enrol/"
    assert browser.get("/api/v1/schema/").status_code in {401, 403}
    assert browser.get("/accessibility/").status_code == 200
    assert browser.get("/sign-in/enrol/").status_code == 200


def test_enrolling_proves_the_code_and_opens_the_house(browser, officer):
    sign_in(browser, officer.badge)
    page = browser.get("/sign-in/enrol/")
    secret = page.context["form"].secret

    wrong = browser.post("/sign-in/enrol/", {"code": "000000"})
    right = browser.post("/sign-in/enrol/", {"code": code(secret)})

    assert "does not match" in wrong.content.decode()
    assert right["Location"] == "/"
    assert browser.get("/sign-in/enrol/")["Location"] == "/"
    assert Authenticator.objects.filter(user=officer).count() == 1


def test_the_secret_of_the_codes_lies_encrypted(enrolled):
    stored = Authenticator.objects.get(user=enrolled).data["secret"]

    assert SECRET not in stored
    assert SealedCodeAdapter().decrypt(stored) == SECRET
    assert SealedCodeAdapter().encrypt(SECRET) != stored


# Guessing -------------------------------------------------------------------------------------------------


def test_a_guesser_is_shut_out_and_the_page_says_who_helps(browser, enrolled):
    answers = [sign_in(browser, badge, "wrong") for badge in [enrolled.badge] * 10]

    assert answers[-1].status_code == 429
    assert "ask the duty desk" in answers[-1].content.decode()
    assert sign_in(browser, enrolled.badge).status_code == 429


def test_a_guess_costs_whoever_stole_the_table_a_million_rounds():
    assert isinstance(get_hasher(), PBKDF2PasswordHasher)
    assert ROUNDS >= 1_000_000


def test_another_address_or_browser_buys_no_more_guesses(browser, enrolled):
    for number in range(10):
        sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}", HTTP_USER_AGENT=f"browser {number}"), enrolled.badge, "wrong")

    assert sign_in(browser, enrolled.badge).status_code == 429


def test_the_checks_of_the_framework_have_nothing_to_warn_of():
    call_command("check", fail_level="WARNING")

    assert settings.SILENCED_SYSTEM_CHECKS == ["axes.W006"]


def test_another_badge_is_not_shut_out_by_it(browser, enrolled, cast):
    cast.crew.set_password(PASSWORD)
    cast.crew.save(update_fields=["password"])
    for _ in range(10):
        sign_in(browser, enrolled.badge, "wrong")

    assert sign_in(browser, cast.crew.badge).status_code == 302


def test_the_desk_can_open_a_badge_again(browser, enrolled):
    from axes.utils import reset

    for _ in range(10):
        sign_in(browser, enrolled.badge, "wrong")

    reset(username=badge_of(None, {"username": enrolled.badge}))

    assert sign_in(browser, enrolled.badge).status_code == 302


def test_capitals_buy_no_more_guesses():
    assert badge_of(None, {"username": "a4417"}) == badge_of(None, {"username": " A4417 "})
    assert badge_of(None, None) == ""


# The demo -------------------------------------------------------------------------------------------------


@override_settings(CUSTODY_DEMO=True)
def test_the_demo_offers_each_badge_with_its_roles_in_words(browser, cast):
    page = browser.get("/sign-in/").content.decode()

    assert f'value="{cast.case_officer.badge}"' in page
    assert "case officer" in page
    assert f'value="{cast.device.badge}"' not in page


@override_settings(CUSTODY_DEMO=True)
def test_one_click_takes_a_badge_of_the_demo(browser, cast):
    response = browser.post("/sign-in/demo/", {"badge": cast.crew.badge, "next": "/units/"})

    assert response["Location"] == "/units/"
    assert browser.session["_auth_user_id"] == str(cast.crew.pk)


@pytest.mark.parametrize("badge", ["9999", "", "4961"])
@override_settings(CUSTODY_DEMO=True)
def test_a_badge_that_was_not_offered_cannot_be_taken(browser, cast, badge):
    assert browser.post("/sign-in/demo/", {"badge": badge}).status_code == 404


@pytest.mark.parametrize(
    ("demo", "sender"),
    [
        (False, {"REMOTE_ADDR": "127.0.0.1"}),
        (True, {"REMOTE_ADDR": "192.0.2.7"}),
        (True, {"REMOTE_ADDR": ""}),
        (True, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}),
    ],
)
def test_outside_the_demo_and_from_elsewhere_there_is_no_such_page(browser, cast, demo, sender):
    with override_settings(CUSTODY_DEMO=demo):
        taken = browser.post("/sign-in/demo/", {"badge": cast.crew.badge}, **sender)
        page = browser.get("/sign-in/", **sender).content.decode()

    assert taken.status_code == 404
    assert not re.search(rf"\b{cast.crew.badge}\b", page)  # a moment may have the same figures
    assert "_auth_user_id" not in browser.session
