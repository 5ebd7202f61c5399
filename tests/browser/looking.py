"""Looking at many pages in one browser: one profile per look, one sign-in per page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.browser import AXE, RULES, moved, sticks_out

LISTENER = "window.broken = []; addEventListener('securitypolicyviolation', (e) => broken.push(e.violatedDirective))"
PHONE, TALLEST = 390, 6_000
"""So tall a page may be on a phone before anybody opened a part of it: seven screens of a thumb."""
WITHOUT_A_WORKER = "delete Navigator.prototype.serviceWorker"
"""What a page keeps for a phone without a line is seen in ``test_poor_network.py``; here it would cost a third."""
FACTS = r"""async () => await document.fonts.ready && ({
  headings: document.querySelectorAll("h1").length,
  title: document.title,
  torn: [...document.querySelectorAll("h1")].flatMap((heading) => {
    const texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT), torn = [];
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (text.parentElement.closest(".c-code")) continue;
      for (const word of text.data.matchAll(/[^\s\u00ad-]{2,}/g)) {
        const lines = new Set([...word[0]].map((_letter, at) => {
          const range = document.createRange();
          range.setStart(text, word.index + at);
          range.setEnd(text, word.index + at + 1);
          // Of the first letter behind a soft hyphen the hyphen is a box too, on the line before.
          return Math.round([...range.getClientRects()].at(-1)?.top ?? 0);
        }));
        if (lines.size > 1) torn.push(word[0]);
      }
    }
    return torn;
  }),
  language: document.documentElement.lang,
  scheme: document.documentElement.dataset.colorScheme,
  broken: window.broken,
  // A preloaded font counts as used by the browser once a face of a sheet names it, and by the reader when the text
  // bears that face.
  idle: [...document.querySelectorAll("link[rel=preload][as=font]")].map((link) => link.href).filter((href) => {
    const faces = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].filter((rule) =>
      rule instanceof CSSFontFaceRule && rule.style.getPropertyValue("src").split('"').slice(1).some((part) =>
        new URL(part, sheet.href ?? location.href).href === href)));
    return !faces.some((face) => getComputedStyle(document.body).fontFamily.includes(
      face.style.getPropertyValue("font-family").replaceAll('"', "")));
  }),
  tokenless: "blank" in document.body.dataset ? [] : [...document.forms].filter((form) => form.method === "post"
    && !form.querySelector("input[name=csrfmiddlewaretoken]")).map((form) => form.getAttribute("action") ?? ""),
})"""


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    language: str
    scheme: str
    width: int

    def __str__(self) -> str:
        return f"{self.language}-{self.scheme}-{self.width}"


class Eye:
    """One browser profile that looks at pages in one language, scheme and width."""

    def __init__(self, context: BrowserContext, look: Look, site: str) -> None:
        self.context, self.look, self.site = context, look, site
        self.said: list[str] = []
        # Given at the start of every document: what a page's own policy forbids, a test may still bring along.
        context.add_init_script(";".join([LISTENER, WITHOUT_A_WORKER, AXE.read_text(encoding="utf-8")]))
        context.add_cookies([
            {"name": "custody_scheme", "value": look.scheme, "url": site},
            {"name": "django_language", "value": look.language, "url": site},
        ])
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("console", lambda said: self._heard(said.type, said.text))

    def _heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.said.append(text)

    def sign_in(self, cookie: str | None) -> None:
        """Be whoever the session belongs to; nobody without one."""
        self.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        if cookie:
            self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.site}])

    def faults(self, path: str, *, status: int = 200, may_be_tall: bool = False) -> list[str]:
        """Open a page and return everything that is wrong with it."""
        self.said.clear()
        answer = self.page.goto(self.site + path)
        assert answer is not None
        if answer.status != status:
            return [f"answers {answer.status}"]
        if self.page.url != self.site + path:
            return [f"leads to {self.page.url}"]
        facts = self.page.evaluate(FACTS)
        said = [text for text in self.said if status == 200 or f"status of {status}" not in text]
        found = [f"console: {text}" for text in said]
        found += [f"a font is fetched early and borne by no text: {where}" for where in facts["idle"]]
        found += [f"policy broken: {what}" for what in facts["broken"]]
        found += [f"a form without a token: {action}" for action in facts["tokenless"]]
        if "<" in facts["title"]:
            found.append(f"the title shows a tag: {facts['title']}")
        if facts["headings"] != 1:
            found.append(f"{facts['headings']} h1")
        found += [f"a heading is torn within {word!r}" for word in facts["torn"]]
        if facts["language"] != self.look.language:
            found.append(f"lang is {facts['language']}")
        if facts["scheme"] != self.look.scheme:
            found.append(f"scheme is {facts['scheme']}")
        if sticks_out(self.page):
            found.append(f"sticks out at {self.look.width} px")
        found += [f"axe: {rule} at {where}" for rule, where in judged(self.page)]
        found += [f"moved after it was painted: {what}" for what in moved(self.page)]
        return found if may_be_tall else found + self._too_tall()

    def _too_tall(self) -> list[str]:
        """Return what is wrong with the height of the page on a phone, where nobody opened anything."""
        before = self.page.viewport_size
        assert before is not None
        self.page.set_viewport_size({"width": PHONE, "height": 844})
        tall = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size(before)
        return [f"is {tall} px tall on a phone"] if tall > TALLEST else []

    def picture(self, path: str, file: Path) -> None:
        """Open a page and keep what all of it looks like."""
        self.page.goto(self.site + path)
        file.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=file, full_page=True)


def judged(page: Page) -> list[tuple[str, list[Any]]]:
    """Return what axe-core, which the profile brought along, finds on the page."""
    return page.evaluate(
        """async (rules) => {
          const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
          return found.violations.map((each) => [each.id, each.nodes.map((node) => node.target).slice(0, 3)]);
        }""",
        RULES,
    )


@contextmanager
def eye(browser: Browser, *, look: Look, site: str) -> Iterator[Eye]:
    """Open a profile for one look, and close it afterwards."""
    context = browser.new_context(viewport={"width": look.width, "height": 844}, has_touch=look.width < 700)
    try:
        yield Eye(context, look, site)
    finally:
        context.close()
