"""An officer with a phone: taps, types, and is counted while doing so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, Locator, Page

from tests.browser.looking import LISTENER

# What a gloved thumb takes; the pages themselves are measured.
SECONDS_A_TAP, SECONDS_A_KEY = 1.5, 0.5
PICTURES = Path(settings.BASE_DIR) / "var" / "pictures" / "story"


class Count:
    """Taps, keys and seconds of everybody together."""

    def __init__(self, *, keeps_pictures: bool = False) -> None:
        self.keeps_pictures, self.pictures = keeps_pictures, 0
        self.typed_addresses: list[str] = []
        self.begin()

    def begin(self) -> None:
        """Count from nothing again; the pictures go on."""
        self.taps = self.keys = self.moves = self.answers = 0
        self.machine = 0.0

    def reckoned(self) -> float:
        """Return the seconds that a person would take: the pages' own and the thumb's."""
        return self.machine + self.taps * SECONDS_A_TAP + (self.keys + self.moves) * SECONDS_A_KEY

    def told(self) -> str:
        """Return the count in words."""
        moves = f"{self.moves} keys to move and press, " if self.moves else ""
        return (f"{self.taps} taps, {self.keys} keys, {moves}pages {self.machine:.1f} s, "
                f"with a thumb about {self.reckoned():.0f} s")


class Hand:
    """One badge and its phone."""

    def __init__(self, page: Page, *, site: str, badge: str, count: Count) -> None:
        self.page, self.site, self.badge, self.count = page, site, badge, count
        self.said: list[str] = []
        page.add_init_script(LISTENER)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", lambda said: self.said.append(said.text) if said.type in ("error", "warning") else None)

    def open(self, path: str, *, via: str = "") -> None:
        """Go to an address, as by a link in the menu: one tap. Whoever has to follow links goes ``via`` a page."""
        with self._timed():
            self.page.goto(self.site + path)
        self.count.taps += 1

    def tap(self, words: str) -> None:
        """Tap a link or a button of the page by its words and wait for the next page."""
        found = self._named(words)
        with self._timed(), self.page.expect_navigation():
            found.click()
        self.count.taps += 1

    def write(self, name: str, text: str) -> None:
        """Tap into a line and type."""
        self.page.locator(f"main [name={name}]").first.fill(text)
        self.count.taps += 1
        self.count.keys += len(text)

    def pick(self, name: str, value: str) -> None:
        """Tap one of several answers, unless it is chosen already; one may say after a colon what it is of."""
        asked = f"main input[name={name}]"
        box = self.page.locator(f"{asked}[value='{value}'], {asked}[value^='{value}:']")
        if not box.is_checked():
            box.check()
            self.count.taps += 1

    def tick(self, name: str) -> None:
        """Tick a box."""
        self.page.locator(f"main input[name={name}]").check()
        self.count.taps += 1

    def show(self, name: str, picture: bytes) -> None:
        """Take a photo: open the camera, release it."""
        self.page.locator(f"main [name={name}]").set_input_files(
            {"name": "photo.png", "mimeType": "image/png", "buffer": picture})
        self.count.taps += 2

    def heading(self) -> str:
        """Return the heading of the page."""
        return self.page.inner_text("h1")

    def picture(self, name: str) -> None:
        """Keep what the page looks like, where somebody asked for pictures."""
        if not self.count.keeps_pictures:
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.count.pictures += 1
        self.page.screenshot(path=PICTURES / f"{self.count.pictures:02d}-{name}.png", full_page=True)

    def complaints(self) -> list[str]:
        """Return what the console and the content policy said."""
        return self.said + list(self.page.evaluate("window.broken || []"))

    def _named(self, words: str) -> Locator:
        main = self.page.locator("main")
        whole = main.get_by_role("link", name=words, exact=True).or_(main.get_by_role("button", name=words, exact=True))
        part = main.get_by_role("link", name=words).or_(main.get_by_role("button", name=words))
        return (whole if whole.count() else part).first

    @contextmanager
    def _timed(self) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self.count.machine += time.monotonic() - began


def phone(browser: Browser, *, site: str, badge: str, count: Count, cookie: str | None = None, width: int = 390,
          scheme: str = "light", hands: type[Hand] = Hand, **more: Any) -> Hand:
    """Return a badge with a phone, signed in when a session is given. The caller closes the browser."""
    context = browser.new_context(viewport={"width": width, "height": 844}, has_touch=width < 700, **more)
    cookies = {"custody_scheme": scheme, "django_language": "en"}
    if cookie:
        cookies[settings.SESSION_COOKIE_NAME] = cookie
    context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
    context.set_default_timeout(30_000)
    return hands(context.new_page(), site=site, badge=badge, count=count)
