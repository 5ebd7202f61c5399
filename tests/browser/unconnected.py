"""What a hand does on a phone that has no line: it signs a stop, waits, and comes back."""

from __future__ import annotations

import itertools
import time

from django.conf import settings

from custody.core.identifiers import parse_container_number
from custody.evidence.models import HandlingUnit
from custody.ledger.selectors import begun_with
from tests.browser.hands import Count, phone

serials = itertools.count(423_456)

KEPT = """async () => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("custody-outbox", 1);
    asked.onsuccess = () => done(asked.result);
  });
  return new Promise((done) => {
    const asked = base.transaction("items").objectStore("items").getAll();
    asked.onsuccess = () => done(asked.result.map((item) => ({ ...item,
      sealed: [...new Uint8Array(item.sealed)].map((each) => String.fromCharCode(each)).join("") })));
  });
}"""


PUT = """async (item) => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("custody-outbox", 1);
    asked.onsuccess = () => done(asked.result);
  });
  await new Promise((done) => {
    const act = base.transaction("items", "readwrite");
    act.objectStore("items").put({ ...item, sealed: new Uint8Array(item.sealed).buffer });
    act.oncomplete = done;
  });
}"""


def known(browser, line, officer, cookie_of):
    hand = phone(browser, site=line.site, badge=officer.badge, count=Count(), cookie=cookie_of(officer))
    hand.page.context.set_default_timeout(30_000)
    hand.open("/")
    # The pages, and what they are made of.
    until(hand.page, """async () => {
      const files = performance.getEntriesByType("resource").map((each) => new URL(each.name).pathname);
      const kept = [document.body.dataset.pages, ...files.filter((file) => file.startsWith("/static/"))];
      const found = await Promise.all(kept.map((each) => caches.match(each)));
      return navigator.serviceWorker.controller && found.every(Boolean);
    }""")
    return hand


def until(page, question, *, seconds=20):
    """Ask the page again and again until it says yes."""
    end = time.monotonic() + seconds
    while not page.evaluate(question):
        assert time.monotonic() < end, question
        page.wait_for_timeout(50)


def write_a_stop(hand, *, number, word="HERON"):
    hand.write("container_number", number)
    if hand.page.locator(f"main input[name=place_near][value='{word}']").count():
        hand.pick("place_near", word)
    else:
        hand.pick("place_near", "other")
        hand.write("place", word)
    hand.write("second_badge", "4418")


def press(hand):
    hand.page.locator("main form.c-form button[type=submit]").first.click()


def kept(hand):
    return hand.page.evaluate(KEPT)


def wait_until_sent(hand):
    until(hand.page, f"async () => (await ({KEPT})()).length === 0")


def become(context, officer, cookie_of, line):
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie_of(officer), "url": line.site}])


def event_of(unit):
    """Return what the first event of a unit says of itself."""
    names = ("door", "basis", "device_at", "received_at", "effective_at", "occurred_at")
    return begun_with([unit.stream_id], names=names)[unit.stream_id]


def stopped(number):
    return HandlingUnit.objects.filter(conveyance__container_number=number.replace(" ", ""))


def wait_until_stopped(hand, number):
    """Return the container once the house has it; a form that leaves at once was never kept on the device."""
    end = time.monotonic() + 20
    while not stopped(number).exists():
        assert time.monotonic() < end, f"{number} did not arrive"
        hand.page.wait_for_timeout(50)
    return stopped(number).get()


def new_number():
    """Return a container number that no other test uses: the forms of other files stop 123456."""
    bare = f"MSCU{next(serials)}"
    right = next(each for each in "0123456789" if parse_container_number(bare + each).is_right)
    return f"{bare[:4]} {bare[4:]} {right}"


def unplugged(hand, line):
    line.cut()
    hand.page.context.set_offline(True)


def plugged_in(hand, line):
    line.mend()
    hand.page.context.set_offline(False)


def keep_a_stop(hand, line, *, number):
    """Sign a stop without a line; return its key."""
    unplugged(hand, line)
    hand.open("/stop/")
    write_a_stop(hand, number=number)
    press(hand)
    hand.page.wait_for_selector("[data-outbox-notice=kept]")
    return kept(hand)[-1]["key"]


def pill(hand):
    return hand.page.inner_text("[data-outbox-pill]")
