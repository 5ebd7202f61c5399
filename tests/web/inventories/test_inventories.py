"""The pages of inventories and audits: asking, counting blind, signing, and looking whether the rules were kept."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime

from custody.core.audits import QUESTIONS
from custody.evidence.actions.endangering import move_in_emergency
from custody.evidence.models import Audit, Discrepancy, Inventory, InventoryLine
from custody.web.shared.times import day_shown
from tests import stories
from tests.evidence.test_audit import planned
from tests.evidence.test_inventory import asked, found, opened, signed
from tests.stories import act_of
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of

LIST, ASK = reverse("inventories:list"), reverse("inventories:ask")

WHOLE = {"packaging": "yes", "in_time": "yes"}


def page(inventory, name="inventory"):
    return reverse(f"inventories:{name}", args=[inventory.id])


def test_an_inventory_is_asked_for_and_listed(cast):
    key = uuid4()
    answers = {"place": "BITTERN", "kind": "scheduled", "percent": "100"}

    sent = [send(cast.supervisor, ASK, answers, key=key) for _ in range(2)]

    inventory = Inventory.objects.get()
    assert {each["Location"] for each in sent} == {page(inventory)}
    text = text_of(cast.supervisor, LIST)
    for words in ("BITTERN", "Scheduled", "To be counted"):
        assert words in text
    assert queries_of(cast.supervisor, LIST) <= MOST_QUERIES
    refused = send(cast.supervisor, ASK, answers | {"kind": "unannounced"})
    assert errors_in(refused) == ["Who is counted does not ask for what is not announced"]
    page_of(cast.storekeeper, ASK, status=403)


def test_after_a_move_the_page_names_which_units_are_looked_into(cast):
    [unit] = stories.stored(cast)
    fled = stories.stored(cast, place="DUNLIN")
    move_in_emergency(act=act_of(cast.duty_officer), unit_ids=[fled[0].id], destination="BITTERN", reason="fire")
    inventory = opened(cast, Inventory.objects.get())

    assert "Of these also count what is inside, or weigh it:" in text_of(cast.checker, page(inventory, "count"))
    told = send(cast.checker, page(inventory, "count"), {"label": unit.label, "seal": unit.seal, **WHOLE})
    assert errors_in(told) == ["This one was drawn: count what is inside, or weigh it"]
    right = {"label": unit.label, "seal": unit.seal, "packages": "25", **WHOLE}
    assert send(cast.checker, page(inventory, "count"), right).status_code == 302
    assert unit.label not in text_of(cast.checker, page(inventory, "count")).split("weigh it:")[-1].split("1 thing")[0]


def test_two_count_blind_and_the_second_signs(cast):
    unit, other = stories.stored(cast, count=2)
    inventory = asked(cast)
    assert send(cast.checker, page(inventory, "begin"), {"second": "4912"})["Location"] == page(inventory, "count")
    key = uuid4()
    right = {"label": unit.label, "seal": unit.seal, "packages": "25", **WHOLE}
    for _ in range(2):
        assert send(cast.checker, page(inventory, "count"), right, key=key)["Location"] == page(inventory, "count")
    twice = send(cast.checker, page(inventory, "count"), right)
    assert errors_in(twice) == ["This label was found already. Each thing is counted once"]
    wrong = {"label": other.label, "seal": other.seal, "packages": "24", **WHOLE}
    send(cast.second_checker, page(inventory, "count"), wrong)

    # The time of day in the footer is no secret.
    text = re.sub(r"\d{2}:\d{2}|\d+ \w{3}(?= \d{2}:)", "", text_of(cast.checker, page(inventory, "count")))
    for secret in (str(other.gross_mg // 10**6), "24", "25", unit.seal, "iffer"):
        assert secret not in text.replace(unit.label, "").replace(other.label, "")
    assert "2 things found" in text
    assert Discrepancy.objects.get().discrepancy_kind == "count"
    assert errors_in(send(cast.second_checker, page(inventory, "finish"), {})) == [
        "Who began the inventory finishes it; you sign afterwards"
    ]
    assert send(cast.checker, page(inventory, "finish"), {})["Location"] == page(inventory)
    assert errors_in(send(cast.checker, page(inventory, "sign"), {})) == [
        "The second person signs, signed in under their own badge"
    ]
    assert "Sign the inventory" in text_of(cast.second_checker, page(inventory))
    assert send(cast.second_checker, page(inventory, "sign"), {})["Location"] == page(inventory)
    for counter in (cast.checker, cast.second_checker):
        assert "Differences" not in text_of(counter, page(inventory))
    assert "Differences in all" in text_of(cast.supervisor, page(inventory))
    assert InventoryLine.objects.count() == 2


def test_the_pages_and_the_api_of_who_counts_tell_no_number_of_the_books(cast):
    """C25: whatever page or endpoint a counter opens, what is expected is not in the answer."""
    [unit] = stories.stored(cast, gross_mg=24_681_357, package_count=23)
    inventory = opened(cast, by=cast.auditor)
    secrets = ("24.681", "24681357", "24,681", unit.seal)
    paths = [
        page(inventory), page(inventory, "count"), LIST, reverse("api:inventory", args=[inventory.id]),
        reverse("api:inventory-lines", args=[inventory.id]), reverse("api:units"), reverse("seizures:list"),
    ]  # fmt: skip
    for path in paths:
        answer = browser_of(cast.auditor).get(path)
        assert answer.status_code == 200, path
        told = answer.content.decode()
        assert not [secret for secret in secrets if secret in told], path
    for path in (
        reverse("units:unit", args=[unit.id]), reverse("api:unit", args=[unit.id]),
        reverse("seizure:seizure", args=[unit.seizure_id]), reverse("api:seizure-units", args=[unit.seizure_id]),
        reverse("api:seizure", args=[unit.seizure_id]),
    ):  # fmt: skip
        assert browser_of(cast.auditor).get(path).status_code == 404


def test_what_is_not_announced_is_not_on_the_pages_of_a_custodian(cast):
    inventory = asked(cast, kind="unannounced")
    for keeper in (cast.storekeeper, cast.supervisor):
        assert "No inventory" in text_of(keeper, LIST)
        page_of(keeper, page(inventory), status=404)
    opened(cast, inventory)
    assert "Being counted" in text_of(cast.storekeeper, LIST)


def test_a_part_is_counted_by_a_list_of_labels(cast):
    [unit] = stories.stored(cast)
    inventory = opened(cast, percent=10)
    assert unit.label in text_of(cast.checker, page(inventory, "count"))
    signed(cast, inventory)
    assert errors_in(send(cast.checker, page(inventory, "count"), {"label": unit.label, **WHOLE})) == [
        "This inventory is signed. Ask for another one"
    ]


def test_an_audit_is_planned_answered_and_closed(cast):
    answers = {"place": "BITTERN", "auditor": "4931"}
    sent = send(cast.director, reverse("inventories:plan_audit"), answers)
    audit = Audit.objects.get()
    assert sent["Location"] == page(audit, "audit")
    assert "No audit" in text_of(cast.supervisor, reverse("inventories:audits"))
    assert errors_in(send(cast.director, page(audit, "begin_audit"), {})) == ["This audit was given to somebody else"]
    assert "Begin the audit" in text_of(cast.auditor, page(audit, "audit"))
    send(cast.auditor, page(audit, "begin_audit"), {})
    without = send(cast.auditor, page(audit, "audit"), {"question": "keys", "verdict": "broken", "remark": ""})
    assert errors_in(without) == ["Say what was found"]
    for question in QUESTIONS:
        send(cast.auditor, page(audit, "audit"),
             {"question": question, "verdict": "broken", "remark": "a key at the door"})  # fmt: skip
    send(cast.auditor, page(audit, "audit"), {"conclusion": "Change the locks"})

    text = text_of(cast.supervisor, page(audit, "audit"))
    for words in ("Closed", "a key at the door", "Change the locks", "4931"):
        assert words in text
    assert "BITTERN" in text_of(cast.supervisor, reverse("inventories:audits"))
    assert planned(cast).state == "planned"


def test_when_the_next_count_comes_is_a_range_that_a_hidden_one_does_not_change(cast):
    [unit] = stories.stored(cast)
    hidden = asked(cast, kind="unannounced")
    assert "No count is due" not in text_of(cast.storekeeper, LIST)
    inventory = opened(cast, hidden)
    found(cast, inventory, unit)
    signed(cast, inventory)
    there = ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)
    days = [localtime(Inventory.objects.get().asked_at + timedelta(days=days), there).date() for days in (91, 119)]
    line = f"BITTERN · Next: between {day_shown(days[0])} and {day_shown(days[1])}"

    assert line in text_of(cast.storekeeper, LIST)
    asked(cast, kind="unannounced")

    assert line in text_of(cast.storekeeper, LIST)
    assert "No count is due" not in text_of(cast.auditor, LIST)


def test_each_thing_is_asked_after_its_packaging_and_its_time_and_the_report_says_both(cast):
    torn, slow = stories.stored(cast, count=2)
    inventory = opened(cast)
    told = send(cast.checker, page(inventory, "count"), {"label": torn.label, "seal": torn.seal})
    assert (told.status_code, len(errors_in(told))) == (422, 2), "neither is answered beforehand"

    for unit, answers in ((torn, {"packaging": "no", "in_time": "not_sought"}), (slow, WHOLE | {"in_time": "no"})):
        sent = send(cast.checker, page(inventory, "count"), {"label": unit.label, "seal": unit.seal, **answers})
        assert sent.status_code == 302
    signed(cast, inventory)

    told = text_of(cast.supervisor, page(inventory))
    assert "Not whole" in told
    assert told.count("Not found") == 2, "of the sum, and of the one that took long"
    assert told.count("Differs") == 2

    take = page(inventory, "file")
    assert take in browser_of(cast.supervisor).get(page(inventory)).content.decode()
    sent = send(cast.supervisor, take, {"form_of_file": "csv", "reason": "the yearly report"})
    rows = {row.split(",")[0].strip('"'): row for row in sent.content.decode("utf-8-sig").splitlines()}
    assert '"no","","4911","differs"' in rows[torn.label]
    assert '"yes","no","4911","differs"' in rows[slow.label]
    assert any("the yearly report" in row for row in rows.values())
    for who in (cast.checker, cast.storekeeper):
        assert browser_of(who).get(take).status_code in (403, 404), "who counted or keeps it takes nothing out"
