"""A page of an officer who chose a PIN for this session, and that nobody is at for a while."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

from django.db.models import F
from django.test import Client

from custody.organisation.actions import sessions as acting
from custody.organisation.field_sessions import digest_of
from custody.organisation.models import FieldSession
from tests.web.browser import page_of

PIN = "724091"


@contextmanager
def pinned_page(browser, *, site, officer, path, **more):
    """Open an address as an officer who has a PIN; ``row`` of the page is that of the session."""
    client = Client()
    client.force_login(officer)
    cookie = client.cookies["sessionid"].value
    key = digest_of(cookie)
    with page_of(browser, site=site, **more) as page:
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        page.goto(f"{site}{path}", wait_until="networkidle")
        acting.choose_pin(officer=officer, key=key, pin=PIN)
        page.row = FieldSession.objects.filter(pk=key)
        yield page


def leave_alone(page):
    """Let nobody have been at the page for eleven minutes."""
    page.row.update(seen_at=F("seen_at") - timedelta(minutes=11))
