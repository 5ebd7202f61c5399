"""The sheet for the change of shifts: what goes over, on paper, without a place and without a mass."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from custody.deadlines.models import Clock
from custody.evidence.actions.stop import post_guard
from custody.evidence.actions.weigh import record_weighing
from custody.organisation.selectors import site_by_code_word
from tests import stories
from tests.danger import present
from tests.organisation.test_waivers import asked, granted
from tests.stories import act_of
from tests.web.desk import MOST_QUERIES, page_of, queries_of, text_of

SHEET = reverse("shift:sheet")


def test_a_storekeeper_hands_over_what_is_in_custody_due_and_frozen(cast):
    units = stories.stored(cast, count=3)
    record_weighing(act=act_of(cast.storekeeper), unit_id=units[0].id, reading=stories.reading(20_000_000))
    Clock.objects.filter(subject_id=units[1].id, clock_type="MAX_STORAGE").update(
        due_at=stories.now() - timedelta(hours=1)
    )
    stories.offered(cast, units[2:], receiver=cast.second_storekeeper, giver=cast.storekeeper)
    present(cast.storekeeper, site_by_code_word(code_word="BIRCH"))

    text = text_of(cast.storekeeper, SHEET)

    for unit in units:
        assert unit.label in text
    for words in ("In custody (3)", "Frozen", "To leave the store by", "Past", "Offered to badge 4602", "Signatures",
                  "BIRCH"):  # fmt: skip
        assert words in text
    for secret in ("BITTERN", "25 kg", "25.0"):
        assert secret not in text
    assert queries_of(cast.storekeeper, SHEET) <= MOST_QUERIES


def test_who_commands_hands_over_alerts_waivers_and_what_nobody_guards(cast):
    unit = stories.contained(cast)
    granted(cast, asked(cast))

    text = text_of(cast.supervisor, SHEET)

    for words in ("For who commands", "1 closed conveyance without a guard", unit.label, "1 waiver counts",
                  "place.over_cap", "0 inventories"):  # fmt: skip
        assert words in text
    assert "For who commands" not in text_of(cast.officer, SHEET)
    page_of(cast.auditor, SHEET, status=403)


def test_a_guard_hands_over_the_post(cast):
    unit = stories.contained(cast)
    post_guard(act=act_of(cast.officer), unit_id=unit.id, guard_badge=cast.crew.badge)
    assert unit.label in text_of(cast.crew, SHEET)


def test_a_program_reads_the_same_sheet(cast):
    units = stories.stored(cast, count=2)
    stories.offered(cast, units[1:], receiver=cast.second_storekeeper, giver=cast.storekeeper)
    client = Client(HTTP_HOST="localhost")

    client.force_login(cast.storekeeper)
    told = client.get(reverse("api:my-shift-sheet")).json()
    client.force_login(cast.supervisor)
    commands = client.get(reverse("api:my-shift-sheet")).json()["command"]
    client.force_login(cast.auditor)

    assert sorted(told["custody"]) == sorted(unit.label for unit in units)
    assert (told["offered_to"], told["command"], told["left_out"]) == (["4602"], None, False)
    assert not {"place", "gross_mg"} & set(str(told).replace("'", " ").split())
    assert commands["untaken_alerts"] >= 0
    assert client.get(reverse("api:my-shift-sheet")).status_code == 403
