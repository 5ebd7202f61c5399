"""Hands that cheat nowhere: one has only a keyboard, the other only a thumb on glass.

Both go where the links of the pages lead; an address is typed only where no link leads, and that is written down. What
cannot be reached or hit fails where it stands, with the words of the page; what is only hard to see or too small, and
nevertheless done, is told by ``complaints``.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Locator, TimeoutError  # noqa: A004 - Playwright's own

from tests.browser.hands import Hand

BETWEEN_KEYS_MS = 60
"""A quick typist. What comes faster than 45 ms is taken for a scanner."""
BETWEEN_TAPS_MS = 500
"""Sooner, the browser takes the second for the end of a double tap and puts no cursor into the line."""
LEAST_PX = 56
DATE_PARTS = 4
"""Day, month, year and the button of the calendar are stops of one and the same field."""
PADS = {"numeric": "0123456789", "decimal": "0123456789.,"}
"""What the keyboard on the glass offers for a field that asks for a number."""

AT = """(target) => {
  const at = document.activeElement, before = window.custodyBefore;
  window.custodyBefore = at;
  const isNowhere = !at || at === document.body || at.id === "main";
  const box = isNowhere ? null : at.getClientRects()[0];
  const [x, y] = box ? [(Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2,
                        (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2] : [];
  const hit = box && document.elementFromPoint(x, y);
  // Of a radio or a box the whole card is outlined; the link past the menu is only there while it has the focus.
  const isMarked = (each) => each && getComputedStyle(each).outlineStyle !== "none"
    && parseFloat(getComputedStyle(each).outlineWidth) >= 2 && !/, 0[)]$/.test(getComputedStyle(each).outlineColor);
  const isRadio = at?.type === "radio" && target.type === "radio" && at.name === target.name && at.form === target.form;
  const radios = isRadio ? [...at.form.elements].filter((each) => each.type === "radio" && each.name === at.name) : [];
  return {
    isHere: at === target, isNowhere, hasMoved: at !== before, isSkip: Boolean(at?.matches(".c-skip")),
    isBehind: !isNowhere && Boolean(at.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING),
    steps: isRadio ? radios.indexOf(target) - radios.indexOf(at) : 0,
    isShown: isNowhere || Boolean(hit && [at, ...(at.labels ?? [])].some((each) => each.contains(hit))),
    isMarked: isNowhere || at.matches(".c-skip") || isMarked(at)
      || (["radio", "checkbox"].includes(at.type) && isMarked(at.closest(".ds-field"))),
    words: `${at?.tagName} ${at?.name || at?.id || at?.textContent?.trim().slice(0, 40)}`,
  };
}"""
STOPS = """() =>
  document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary").length"""
FACE = """(each) => {
  const face = ["radio", "checkbox"].includes(each.type) ? each.labels[0] : each;
  face.scrollIntoView({ block: "nearest" });
  const box = face.getClientRects()[0];
  const [x, y] = [(box.left + box.right) / 2, (box.top + Math.min(box.bottom, innerHeight)) / 2];
  const hit = document.elementFromPoint(x, y);
  const row = face.matches(".c-task__label a, .c-waiting__link") ? face.closest("li") : null; // it reaches so far
  const whole = row?.getBoundingClientRect() ?? box;
  return { x, y, width: whole.width, height: whole.height, isHit: Boolean(hit && (face.contains(hit) || hit === each)),
           covers: `${hit?.tagName} ${hit?.className}`, words: (face.textContent || face.name).trim().slice(0, 60) };
}"""


class StrictHand(Hand):
    """What keyboard and thumb have in common; ``_aim``, ``_fire``, ``_enter`` and ``_choose`` are what differs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.faults: list[str] = []

    def open(self, path: str, *, via: str = "") -> None:
        """Go to an address by the links of the pages: from here, from home, or from ``via`` or the page above it."""
        if self.page.url == "about:blank":
            super().open(path)
            return
        if self._follow(path):
            return
        if path != "/":
            self.open("/")
            if self._follow(path):
                return
            above = via or _above(path)
            if above:
                self.open(above)
                if self._follow(path):
                    return
        self.count.typed_addresses.append(path)
        super().open(path)

    def tap(self, words: str) -> None:
        """Press a link or a button of the page by its words and wait for the next page."""
        try:
            target = self._named(words).element_handle()
        except TimeoutError as absent:
            raise AssertionError(f"{self._here()}: no {words!r} in {self.page.inner_text('main')}") from absent
        self._unfold(self._named(words))
        self._aim(target)
        with self._timed(), self.page.expect_event("load"):  # a new document; a jump within one is none
            self._fire(target)

    def write(self, name: str, text: str) -> None:
        """Go into a line and type."""
        self.count.answers += 1
        line = self.page.locator(f"main [name={name}]").first
        self._enter(line)
        if line.get_attribute("type") == "date":
            self._write_date(line, text)
        else:
            if line.input_value():
                self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text, delay=BETWEEN_KEYS_MS)
        self.count.keys += len(text)
        assert line.input_value() == text, (
            f"{name}: {line.input_value()!r} stands where {text!r} was typed; focus on "
            + self.page.evaluate("`${document.activeElement.outerHTML} ${document.activeElement.value}`"))

    def pick(self, name: str, value: str) -> None:
        """Choose one of several answers, unless it is chosen already."""
        box = self.page.locator(f"main input[name={name}][value='{value}'], main input[name={name}][value^='{value}:']")
        if not box.is_checked():
            self.count.answers += 1
            self._choose(box)
            assert box.is_checked(), f"{name}: {value} is not chosen"

    def tick(self, name: str) -> None:
        """Tick a box."""
        box = self.page.locator(f"main input[name={name}]")
        self._choose(box)
        assert box.is_checked(), f"{name} is not ticked"

    def show(self, name: str, picture: bytes) -> None:
        """Take a photo: open the camera, release it."""
        button = self.page.locator(f"main [name={name}]")
        self._unfold(button)
        self._aim(button.element_handle())
        with self.page.expect_file_chooser() as chosen:
            self._fire(button.element_handle())
        chosen.value.set_files({"name": "photo.png", "mimeType": "image/png", "buffer": picture})
        self.count.taps += 1

    def read(self, code: str) -> None:
        """Type a code into the line of a list that is scanned, as whoever has no scanner does."""
        line = self.page.locator(".c-batch input")
        self._enter(line)
        self.page.keyboard.type(code, delay=BETWEEN_KEYS_MS)
        self.page.keyboard.press("Enter")
        self.count.keys += len(code) + 1

    def complaints(self) -> list[str]:
        """Return what the browser said, and what was found on the way that stops nobody."""
        return super().complaints() + self.faults

    def _find(self, fault: str) -> None:
        if (said := f"{self._here()}: {fault}") not in self.faults:
            self.faults.append(said)

    def _here(self) -> str:
        return urlsplit(self.page.url).path

    def _follow(self, path: str) -> bool:
        links = self.page.locator(f"a[href='{path}']")
        link = next((each for each in links.all() if each.is_visible() or self._can_unfold(each)), None)
        if link is None:
            return False
        self._unfold(link)
        self._aim(link.element_handle())
        with self._timed(), self.page.expect_event("load"):  # a new document; a jump within one is none
            self._fire(link.element_handle())
        return True

    def _can_unfold(self, found: Locator) -> bool:
        """Return whether a thing is seen once its headings are opened; on a desk some are not shown at all."""
        folds = self._folds(found)
        return bool(folds) and folds[0].is_visible()

    def _folds(self, found: Locator) -> list[Locator]:
        """Return the headings of what must be unfolded before a thing is seen, the outermost first."""
        closed = found.locator("xpath=ancestor::details[not(@open)]")
        return [each.locator("> summary") for each in closed.all() if not found.evaluate(
            "(found, summary) => summary.contains(found)", each.locator("> summary").element_handle())]

    def _unfold(self, found: Locator) -> None:
        folds = [each.element_handle() for each in self._folds(found)]
        for fold in folds:
            self._aim(fold)
            self._fire(fold)

    def _aim(self, target: Any) -> None:
        """Get so far that one press does it. The link past the menu is a navigation of its own: nobody waits yet."""
        raise NotImplementedError

    def _fire(self, target: Any) -> None:
        raise NotImplementedError

    def _enter(self, line: Locator) -> None:
        raise NotImplementedError

    def _choose(self, box: Locator) -> None:
        raise NotImplementedError

    def _write_date(self, line: Locator, text: str) -> None:
        raise NotImplementedError


class Keyboard(StrictHand):
    """Tab, arrows, space, Enter and letters. Each stop on the way must be seen and must let go of the focus."""

    def _key(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.count.moves += 1

    def _aim(self, target: Any) -> None:
        most, turns, stuck = self.page.evaluate(STOPS) + 10, 0, 0
        at = self.page.evaluate(AT, target)
        for _press in range(most):
            if at["isHere"]:
                return
            if at["isSkip"] and target.evaluate("(each) => Boolean(each.closest('main'))"):
                self._key("Enter")
            elif at["steps"]:
                self._key("ArrowDown" if at["steps"] > 0 else "ArrowUp")
            else:
                self._key("Shift+Tab" if at["isBehind"] else "Tab")
            was, at = at, self.page.evaluate(AT, target)
            if not at["isShown"]:
                self._find(f"the focus is covered or out of sight: {at['words']}")
            if not at["isMarked"]:
                self._find(f"nothing shows that the focus is on {at['words']}")
            stuck = 0 if at["hasMoved"] else stuck + 1
            assert stuck <= DATE_PARTS, f"{self._here()}: the focus is caught in {at['words']}"
            turns += at["isNowhere"] and not was["isNowhere"] and not was["isSkip"]
            assert turns <= 1, f"{self._here()}: no key leads to {target.evaluate('(each) => each.outerHTML')[:200]}"
        raise AssertionError(f"{self._here()}: not reached in {most} presses: {target}")

    def _fire(self, target: Any) -> None:
        self._key("Enter")

    def _enter(self, line: Locator) -> None:
        self._unfold(line)
        self._aim(line.element_handle())

    def _choose(self, box: Locator) -> None:
        self._enter(box)
        if not box.is_checked():
            self._key("Space")

    def _write_date(self, line: Locator, text: str) -> None:
        year, month, day = text.split("-")
        self.page.keyboard.type(month + day + year, delay=BETWEEN_KEYS_MS)  # as this browser's own language has it


class Touch(StrictHand):
    """A thumb on glass: it hits what is uppermost at the middle of what it aims at, and needs room."""

    def _aim(self, target: Any) -> None:
        face = self.page.evaluate(FACE, target)
        assert face["isHit"], f"{self._here()}: {face['covers']} lies over {face['words']}"
        if min(face["width"], face["height"]) < LEAST_PX - 0.5:
            self._find(f"{face['words']}: {face['width']:.0f} x {face['height']:.0f} px")
        self.page.wait_for_timeout(BETWEEN_TAPS_MS)
        self.spot = face["x"], face["y"]

    def _fire(self, target: Any) -> None:
        self.page.touchscreen.tap(*self.spot)
        self.count.taps += 1

    def _enter(self, line: Locator) -> None:
        self._choose(line)
        line.evaluate("(line) => line === document.activeElement || new Promise((go) => "
                      "line.addEventListener('focus', go, { once: true }))")

    def _choose(self, box: Locator) -> None:
        self._unfold(box)
        self._aim(box.element_handle())
        self._fire(box.element_handle())

    def write(self, name: str, text: str) -> None:
        """Tap into a line and type on the keyboard that the phone shows for it."""
        pad = self.page.locator(f"main [name={name}]").first.get_attribute("inputmode")
        strange = set(text) - set(PADS.get(pad or "", text))
        assert not strange, f"{name}: {strange} is not on the keyboard for {pad}"
        super().write(name, text)

    def _write_date(self, line: Locator, text: str) -> None:
        line.fill(text)  # the picker of a phone is the phone's own


def _above(path: str) -> str:
    """Return the next page up that exists."""
    steps = urlsplit(path).path.strip("/").split("/")[:-1]
    while steps:
        above = f"/{'/'.join(steps)}/"
        try:
            resolve(above)
        except Resolver404:
            steps.pop()
        else:
            return above
    return ""
