"""The desk screens in a real browser, with goods in every stage: axe, content policy, width.

The ordinary run sees these pages in ``tests/browser/test_every_page.py``; here each has every kind of row on it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire as fire_pass
from custody.deadlines.models import Clock
from tests import stories
from tests.destruction import stories as fire
from tests.web.browser import chromium, page_of, served, sticks_out, violations
from tests.web.desk import browser_of

WIDTHS = (390, 1440)


@pytest.fixture
def addresses(house_cast):
    """Return every desk page with who opens it, in a house with goods in every stage."""
    cast = house_cast
    late = [*stories.stored(cast, count=2), *stories.seized(cast)]
    order = fire.recorded(cast, fire.kept(cast))
    fire.ordered(cast)
    plan = fire.planned(cast)
    check = fire.approved(cast, fire.planned(cast))
    sign = fire.at_furnace(
        cast, fire.staged(cast, fire.approved(cast, pair=(cast.second_supervisor, cast.second_witness)))
    )
    over = fire.burnt(cast)
    before = stories.now() - timedelta(hours=7)
    for unit in late:
        Clock.objects.filter(subject_id=unit.id, closed_at__isnull=True).update(
            due_at=before, next_fire_at=before, next_stage="due"
        )
    fire_pass(engine="test")
    alert = Alert.objects.filter(state="open").first()
    seizure = fire.burnt_units(over)[0].seizure

    def at(name, *args):
        return reverse(name, args=args)

    return [
        *(
            (cast.supervisor, at(name))
            for name in (
                "dashboard:board",
                "alerts:inbox",
                "seizures:list",
                "places:list",
                "orders:list",
                "sessions:list",
            )
        ),
        (cast.planner, at("dashboard:board")),
        (cast.supervisor, at("alerts:alert", alert.id)),
        (cast.case_officer, at("orders:list") + "?tab=without"),
        (cast.case_officer, at("orders:record")),
        (cast.case_officer, at("orders:record") + f"?seizure={late[0].seizure_id}"),
        (cast.second_case_officer, at("orders:verify", order.id)),
        (cast.case_officer, at("orders:order", order.id)),
        (cast.planner, at("sessions:plan")),
        (cast.supervisor, at("sessions:session", plan.id)),
        (cast.supervisor, at("sessions:approve", plan.id)),
        (cast.planner, at("sessions:leave_out", plan.id)),
        (cast.planner, at("sessions:cancel", plan.id)),
        (cast.checker, at("sessions:stage", check.id)),
        (cast.second_supervisor, at("sessions:attest", sign.id)),
        (cast.crew, at("sessions:burn", sign.id)),
        (cast.supervisor, at("sessions:done", over.id)),
        (cast.auditor, at("sessions:reconcile", over.id)),
        (cast.auditor, at("seizures:reconcile", seizure.id)),
        (cast.auditor, at("seizures:close", seizure.id)),
    ]


@pytest.mark.nightly
def test_every_desk_page_is_sound_in_a_browser(addresses):
    cookies = {officer.badge: browser_of(officer).cookies["sessionid"].value for officer, _ in addresses}
    connections.close_all()
    found = []
    with served() as site, chromium() as browser:
        site = site.replace("127.0.0.1", "localhost")

        def look(officer, path, *, width, **more):
            with page_of(browser, width=width, site=site, **more) as page:
                page.context.add_cookies([{"name": "sessionid", "value": cookies[officer.badge], "url": site}])
                assert page.goto(f"{site}{path}").status == 200, path
                if more:
                    found.extend((width, path, each) for each in violations(page))
                elif sticks_out(page):
                    found.append((width, path, "must be scrolled sideways"))

        for number, (officer, path) in enumerate(addresses):
            for width in WIDTHS:
                look(officer, path, width=width)
            # axe takes a second: every page is read once, at one width after the other.
            look(officer, path, width=WIDTHS[number % len(WIDTHS)], bypass_csp=True)
    assert found == []


MINUTE = """const wait = setInterval, minutes = [];
window.aMinute = () => minutes.forEach((look) => look());
window.setInterval = (look, ms) => { if (ms === 60000) minutes.push(look); return wait(look, ms); };"""
"""What happens every minute is at hand, and nobody waits for it."""


def test_the_overview_looks_again_and_the_focus_stays(house_cast):
    cookie = browser_of(house_cast.supervisor).cookies["sessionid"].value
    stories.stored(house_cast)
    connections.close_all()
    with served() as site, chromium() as browser, page_of(browser, width=1440, site=site) as page:
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        page.add_init_script(MINUTE)
        page.goto(f"{site}{reverse('dashboard:board')}", wait_until="networkidle")
        page.locator(".c-kpis a").nth(2).focus()
        link = page.evaluate("document.activeElement.href")

        def look():
            with page.expect_response(lambda answer: "/overview/" in answer.url) as answer:
                page.evaluate("aMinute()")
            page.wait_for_load_state("networkidle")
            return answer.value.status

        # A minute of the wall may end between two looks, and the board says so; not between each two of three.
        answers = {look() for _again in range(3)}
        page.evaluate("document.getElementById('board').dataset.mark = 'of before'")
        answered = look()
        page.wait_for_selector("#board:not([data-mark='of before'])")
        focused = page.evaluate("document.activeElement.href")

        page.context.clear_cookies()
        page.evaluate("aMinute()")
        page.wait_for_load_state("networkidle")
        assert 304 in answers
        assert (answered, focused) == (200, link)
        assert page.locator("#board").count() == 1  # the sign-in does not stand in its place
