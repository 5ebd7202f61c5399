"""An officer makes a passkey and comes in with it: Chromium makes up the authenticator."""

from __future__ import annotations

from contextlib import contextmanager
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models.functions import Now

from custody.organisation.models import FieldSession, SignIn
from custody.web.shared import second_factor

KEY = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
       "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip


@contextmanager
def device(browser, *, site, cookie=""):
    """Yield a page of the house under the name that passkeys take, and its authenticator."""
    home = f"http://localhost:{urlsplit(site).port}"
    context = browser.new_context(locale="en-GB")
    if cookie:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": home}])
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    made = line.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield page, home, line, made["authenticatorId"]
    context.close()


def test_an_officer_makes_a_passkey_and_comes_in_with_it(browser, site, standing_house, cookie_of, monkeypatch):
    officer = standing_house.officer
    monkeypatch.setattr(second_factor, "check_code", lambda *args, **kwargs: None)
    with device(browser, site=site, cookie=cookie_of(officer)) as (page, home, line, key):
        page.goto(f"{home}/me/passkeys/")
        page.locator("[name=name]").fill("My phone")
        page.locator("[name=code]").fill("123456")
        page.locator("form.c-form button[type=submit]").click()
        page.get_by_text("The passkey is kept").wait_for(timeout=8_000)
        assert Authenticator.objects.filter(user=officer, type="webauthn").count() == 1
        [held] = line.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
        page.context.clear_cookies()

        page.goto(f"{home}/sign-in/?next=/stop/")
        page.locator("[name=login]").fill(officer.badge)
        page.locator("[data-passkey]").click()
        page.wait_for_url(f"{home}/stop/", timeout=8_000)
        assert SignIn.objects.filter(officer=officer, what="in").exists()

        FieldSession.objects.filter(officer=officer).update(locked_at=Now())
        page.goto(f"{home}/")
        page.locator("[data-passkey]").click()
        page.wait_for_url(f"{home}/", timeout=8_000)
        assert SignIn.objects.filter(officer=officer).latest("id").what == "unlocked"

        page.context.clear_cookies()
        line.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
        page.goto(f"{home}/sign-in/")
        page.locator("[data-passkey]").click()
        page.locator("[data-passkey-said]").wait_for(timeout=8_000)
        assert held["rpId"] == "localhost"
