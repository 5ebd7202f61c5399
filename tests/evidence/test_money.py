"""Cash has an amount: as its finders say it, and as two count it."""

from __future__ import annotations

import pytest

from custody.core.errors import InvalidInput
from custody.core.money import Money, minor_of
from custody.deadlines.models import Clock
from custody.evidence.actions import beside
from custody.evidence.actions.counting import record_count
from custody.evidence.models import Discrepancy, Overload
from custody.evidence.selectors.counts import unsettled_count
from custody.evidence.selectors.room import placed_eur, value_of
from custody.ledger.replay import replay_state
from custody.organisation.models import Place
from tests import stories
from tests.stories import act_of, fresh
from tests.web.desk import browser_of, errors_in, send, text_of


def cash(cast, *, kind="cash", **said):
    return beside.register_beside(
        act=act_of(cast.officer), seizure_id=stories.opened_seizure(cast).id, exhibit_kind=kind,
        description="two bundles", place="DUNLIN", package_count=200, seal=stories.new_seal(), witness_badge="4418",
        **said,
    )  # fmt: skip


def count(unit, minor, *, by, notes=200, currency="EUR"):
    return record_count(act=act_of(by), unit_id=unit.id, package_count=notes, currency=currency, amount_minor=minor)


def spaced(text):
    return " ".join(text.split())


@pytest.mark.parametrize(("text", "currency", "minor"), [
    ("1250", "EUR", 125_000), ("1 250,50", "EUR", 125_050), ("1'250.50", "CHF", 125_050), ("1.250", "EUR", None),
    ("12,5", "EUR", None), ("500", "JPY", 500), ("1.500", "KWD", 1_500), ("-5", "EUR", None), ("ten", "EUR", None),
])  # fmt: skip
def test_an_amount_is_read_for_sure_or_not_at_all(text, currency, minor):
    assert minor_of(text, currency=currency) == minor


def test_the_amount_is_told_at_the_registering_and_is_worth_nothing_until_two_counted_it(cast):
    unit, [place] = cash(cast, currency="EUR", amount_minor=125_050), Place.objects.filter(code_word="DUNLIN")
    assert (unit.money, str(unit.money), unit.amount_counted) == (Money("EUR", 125_050), "EUR 1250.50", False)
    assert placed_eur(place) == 0

    count(unit, 125_050, by=cast.storekeeper)
    assert placed_eur(place) == 0
    count(unit, 125_050, by=cast.checker)

    [unit] = fresh([unit])
    assert (unit.amount_counted, unit.discrepancy_open) == (True, False)
    assert placed_eur(place) == value_of([unit], place=place) == 1_250
    assert not Overload.objects.exists()
    assert not Clock.objects.filter(subject_id=unit.id, clock_type="COUNT_OWED", closed_at__isnull=True).exists()
    assert [str(each) for each in replay_state().findings] == []


def test_two_amounts_settle_nothing_and_a_third_person_counts(cast):
    unit = cash(cast)
    count(unit, 125_050, by=cast.storekeeper)
    second = count(unit, 120_050, by=cast.checker)

    assert unsettled_count(unit) == second
    assert Clock.objects.filter(subject_id=unit.id, clock_type="COUNT_OWED", closed_at__isnull=True).exists()
    count(unit, 120_050, by=cast.second_storekeeper)

    [unit] = fresh([unit])
    assert (unsettled_count(unit), unit.money, unit.discrepancy_open) == (None, Money("EUR", 120_050), False)


@pytest.mark.parametrize(("notes", "currency", "minor", "expected", "found"), [
    (200, "EUR", 120_000, "EUR 1250.50", "EUR 1200.00"), (200, "USD", 125_050, "EUR 1250.50", "USD 1250.50"),
    (199, "EUR", 120_000, "200, EUR 1250.50", "199, EUR 1200.00"),
])  # fmt: skip
def test_another_amount_than_was_told_freezes_it(cast, notes, currency, minor, expected, found):
    unit = cash(cast, currency="EUR", amount_minor=125_050)
    for who in (cast.storekeeper, cast.checker):
        count(unit, minor, by=who, notes=notes, currency=currency)

    row, [unit] = Discrepancy.objects.get(unit=unit), fresh([unit])
    assert (row.discrepancy_kind, row.expected, row.found) == ("count", expected, found)
    assert (unit.discrepancy_open, unit.money) == (True, Money(currency, minor))
    assert placed_eur(Place.objects.get(code_word="DUNLIN")) == (1_200 if currency == "EUR" else 0)


@pytest.mark.parametrize(("kind", "currency", "minor", "code"), [
    ("weapon", "EUR", 5, "money.no_cash"), ("cash", "eur", 5, "money.currency"), ("cash", None, 5, "money.currency"),
    ("cash", "EUR", -1, "money.range"), ("cash", "EUR", None, "money.range"), ("cash", "EUR", 10**16, "money.range"),
])  # fmt: skip
def test_what_is_no_amount_of_money_is_refused(cast, kind, currency, minor, code):
    with pytest.raises(InvalidInput) as refusal:
        cash(cast, kind=kind, currency=currency, amount_minor=minor)
    assert refusal.value.code == code


def test_the_pages_ask_for_the_amount_and_keep_it_from_who_counts(cast):
    found = stories.opened_seizure(cast)
    said = {"exhibit_kind": "cash", "description": "x", "package_count": "200", "place": "DUNLIN", "currency": "chf",
            "seal": stories.new_seal().number}  # fmt: skip
    page = f"/seizures/{found.id}/beside/"
    assert errors_in(send(cast.officer, page, said | {"amount": "1.250"})) == [
        "Write the amount in digits, with all its decimals or none, such as 1250.50"
    ]
    sent = send(cast.officer, page, said | {"amount": "3 140,70"})
    [unit] = found.units.all()
    assert (sent.status_code, unit.money) == (302, Money("CHF", 314_070))
    counting = f"/units/{unit.id}/count/"
    assert "140.70" not in text_of(cast.storekeeper, counting) + text_of(cast.storekeeper, f"/units/{unit.id}/")
    assert "Amount, as its finders sayCHF 3 140.70" in spaced(text_of(cast.auditor, f"/units/{unit.id}/"))
    shown = browser_of(cast.storekeeper).get(f"/api/v1/units/{unit.id}/").json()
    assert (shown["currency"], shown["amount_minor"], shown["amount_counted"]) == (None, None, False)

    assert errors_in(send(cast.storekeeper, counting, {"package_count": "200", "currency": "CHF"}, seen=unit)) == [
        "How much money is it: fill this in"
    ]
    for who in (cast.storekeeper, cast.checker):
        [unit] = fresh([unit])
        answers = {"package_count": "200", "amount": "3140.70", "currency": "CHF"}
        assert send(who, counting, answers, seen=unit).status_code == 302
    assert "Amount, counted by twoCHF 3 140.70" in spaced(text_of(cast.officer, f"/units/{unit.id}/"))
    shown = browser_of(cast.storekeeper).get(f"/api/v1/units/{unit.id}/").json()
    assert (shown["currency"], shown["amount_minor"], shown["amount_counted"]) == ("CHF", 314_070, True)


def test_an_amount_that_brings_its_place_above_what_it_may_hold_is_owed_for_once(cast):
    [place] = Place.objects.filter(code_word="DUNLIN")
    stories.capped(cast, place, cap_eur=1_000)
    unit = cash(cast)

    for _ in range(2):
        for who in (cast.storekeeper, cast.checker):
            count(unit, 125_000, by=who)

    [row] = Overload.objects.filter(place=place)
    assert (row.cause, row.over_eur, row.over_mg, row.ended_at) == ("unit.valued/1", 250, 0, None)
    assert Clock.objects.filter(clock_type="OVER_LIMIT", closed_at=None).count() == 1
    assert [str(each) for each in replay_state().findings] == []
