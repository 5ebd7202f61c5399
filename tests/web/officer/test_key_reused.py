"""One form sent with two different answers: the first stands, the second is kept on the page and not recorded."""

from __future__ import annotations

import logging
from uuid import uuid4

import pytest

from custody.alerts.models import Alert
from custody.evidence.models import HandlingUnit, Transfer
from tests import stories

STOP = {"kind": "container", "place": "HERON", "second_badge": "4418", "occurred_at_choice": "now"}
NOTICE = "Two different answers came under one form"


@pytest.fixture
def key():
    return str(uuid4())


def test_it_says_what_happened_keeps_what_was_typed_and_shows_what_stands(cast, page_for, key):
    first = page_for(cast.officer, "/stop/", STOP | {"container_number": "MSCU 123456 6", "idempotency_key": key})
    again = page_for(cast.officer, "/stop/", STOP | {"container_number": "CSQU 305438 3", "idempotency_key": key})

    assert (first.status, again.status) == (302, 409)
    assert NOTICE in again.words
    assert "This form was sent once before with other answers. Those are recorded; these are not" in again.words
    assert "What was sent first stands:" in again.words
    assert 'value="CSQU 305438 3"' in again.html
    assert f'value="{key}"' not in again.html
    assert HandlingUnit.objects.count() == 1
    assert Alert.objects.filter(rule="AL14", dedupe_key=f"key:{key}").count() == 1


def test_sent_once_more_it_is_an_act_of_its_own(cast, page_for, key):
    changed = STOP | {"container_number": "CSQU 305438 3"}
    page_for(cast.officer, "/stop/", STOP | {"container_number": "MSCU 123456 6", "idempotency_key": key})
    page_for(cast.officer, "/stop/", changed | {"idempotency_key": key})

    done = page_for(cast.officer, "/stop/", changed)

    assert done.status == 302
    assert HandlingUnit.objects.count() == 2


def test_it_is_said_too_where_the_first_sending_moved_the_record_on(cast, page_for, key):
    [unit] = stories.seized(cast)
    sent = {"scale": "S-FLOOR", "package_count": "25", "expected_seq": str(unit.last_seq), "idempotency_key": key}
    path = f"/units/{unit.id}/weigh/"
    page_for(cast.officer, path, sent | {"gross": "25"})

    again = page_for(cast.officer, path, sent | {"gross": "25.01"})

    assert again.status == 409
    assert NOTICE in again.words
    assert "changed" not in again.words.partition("There is a problem")[2].partition(NOTICE)[0]
    assert 'value="25.01"' in again.html
    assert unit.weighings.count() == 2
    unit.refresh_from_db()
    assert f'name="expected_seq" value="{unit.last_seq}"' in again.html


def test_it_is_said_too_where_the_units_are_not_offered_any_more(cast, page_for, key):
    [unit] = stories.swept(cast, stories.seized(cast))
    sent = {"units": [str(unit.id)], "purpose": "handover", "idempotency_key": key}
    page_for(cast.officer, "/transfers/offer/", sent | {"receiver_badge": "4601"})

    again = page_for(cast.officer, "/transfers/offer/", sent | {"receiver_badge": "4602"})

    assert again.status == 409
    assert NOTICE in again.words
    assert Transfer.objects.count() == 1


def test_of_the_key_of_another_person_nothing_is_shown(cast, page_for, key):
    page_for(cast.officer, "/stop/", STOP | {"idempotency_key": key, "container_number": "MSCU 123456 6"})

    again = page_for(cast.third_officer, "/stop/", STOP | {"idempotency_key": key, "kind": "vehicle"})

    assert again.status == 409
    assert NOTICE in again.words
    assert "What was sent first stands" not in again.words
    assert "123456" not in again.html


def test_who_runs_the_house_is_told_without_any_answer(cast, page_for, key, caplog):
    page_for(cast.officer, "/stop/", STOP | {"container_number": "MSCU 123456 6", "idempotency_key": key})
    with caplog.at_level(logging.WARNING, logger="custody.ledger.recording"):
        page_for(cast.officer, "/stop/", STOP | {"container_number": "CSQU 305438 3", "idempotency_key": key})

    [line] = [each.getMessage() for each in caplog.records if each.name == "custody.ledger.recording"][:1]
    assert key in line
    assert "CSQU" not in line
    assert "HERON" not in line
