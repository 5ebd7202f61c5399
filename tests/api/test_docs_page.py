"""The page of the schema works in a real browser under the policy of the house."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from tests.web.browser import chromium, served


def test_the_page_shows_the_acts_and_breaks_no_policy(house_cast):
    client = Client()
    client.force_login(house_cast.officer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    with served() as address, chromium() as browser:
        context = browser.new_context()
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
        page, troubles, foreign = context.new_page(), [], []
        page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: foreign.append(request.url)
                if not request.url.startswith((address, "data:", "blob:")) else None)

        page.goto(f"{address}/api/v1/docs/")
        # The page draws what is near the view and nothing else: a reader scrolls down.
        page.get_by_text("/api/v1/alerts/").first.wait_for(timeout=30_000)
        stops = page.get_by_text("/api/v1/stops/").first
        for _ in range(400):
            if stops.is_visible():
                break
            page.evaluate("window.scrollBy(0, window.innerHeight * 0.8)")
            page.wait_for_timeout(50)
        assert stops.is_visible()
        context.close()

    assert troubles == []
    assert foreign == []
