"""Nobody is told where a load lies before it is recorded that they look: every page and noun, read as every role."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

from custody.evidence.actions.consult import reveal_place
from custody.evidence.models import Transfer
from custody.evidence.selectors.places import PlaceSeen, place_now
from custody.web.places import views as places
from custody.web.shared import receipts
from custody.web.shared.guards import PrivacyHeadersMiddleware
from custody.web.units import views as units
from tests import stories
from tests.browser.furnished import furnished_house
from tests.browser.pages import PAGES
from tests.stories import act_of, now
from tests.template import CAST
from tests.web.crawling import MOST_OF_ONE_NAME, WORDS, api_paths, crawl, faults, kind_of

ROLES = {tuple(roles): badge for badge, roles in reversed(CAST.items())}
NOWHERE = ["/units/00000000-0000-0000-0000-000000000000/", "/nowhere/", "/scan/?code=C1:NOTHERE", "/api/v1/nowhere/"]


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """Yield a house with something in every state, in places with names that nobody may read."""
    with django_db_blocker.unblock(), furnished_house() as (people, found), schema_drawn_once():
        yield SimpleNamespace(cast=people, about=found, seeds=seeds_of(found))


@contextmanager
def schema_drawn_once():
    """Let the description of the API, which is the same for everybody, be drawn for its first reader only."""
    draw = SchemaGenerator.get_schema
    drawn = cache(lambda public: draw(SchemaGenerator(), public=public))
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(SchemaGenerator, "get_schema", lambda self, request=None, public=False: drawn(public))
        yield


@pytest.fixture
def quick(monkeypatch):
    """Let no page wait: nothing seals here."""
    monkeypatch.setattr(receipts, "wait_for_seal", lambda *_args, **_more: None)


SEES_MOST = "4901"
READ_WIDELY = {"4417", "4931"}
"""Badges that also read what is not for them; ``-m nightly`` reads everything as each of all roles."""


def in_turn(roles):
    """Return every set of roles, those that see little of their own for the nightly run."""
    return [
        pytest.param(
            each,
            id=" and ".join(each) or "nobody",
            marks=[] if ROLES[each] in READ_WIDELY else [pytest.mark.nightly],
        )
        for each in roles
    ]


def seeds_of(house):
    keys = {
        "unit_id": [house.stored.id, house.moving.id, house.contained.id], "seizure_id": [house.stored.seizure_id],
        "transfer_id": list(Transfer.objects.values_list("id", flat=True)),
        "order_id": [house.verified.id, house.by_committee.id],
        "session_id": [house.planned.id, house.burnt.id, house.drawn.id], "roll_id": [house.roll.id],
        "document_id": [house.certificate.id], "alert_id": [house.alert.id], "photo_id": [house.photo.id],
        "discrepancy_id": [house.discrepancy.id], "guard_id": [house.guard.id],
        "incident_id": [house.danger.id], "pack_id": [house.pack.id], "notice_id": [house.notice.id],
        "retention_id": [house.retention.id], "decision_id": [house.decision.id],
        "request_id": [house.asked_magistrate.id],
        "hold_id": [house.hold.id], "proposal_id": [house.proposal.id, house.exceptional.id],
        "exception": ["hand_out", "correction"], "name": ["split", "found", "recover"],
        "result_id": [house.lab_result.id],
        "place_id": [house.some_place.id],
        "waiver_id": [house.waiver.id], "inventory_id": [house.inventory.id, house.counting.id],
        "audit_id": [house.audit.id], "stock_id": [house.stock.id],
        "plan_id": [house.plan.id], "target_id": [house.target.id],
        "tip_id": [house.tip.id], "scan_id": [house.scan.id],
        "duty_id": [house.duty.id], "site_id": [house.site.id], "change_id": [house.change.id],
    }
    goods = [reverse("units:unit", args=[unit.id]) for unit in (house.stored, house.moving)]
    return ["/", *goods, *(page.path(house) for page in PAGES), *NOWHERE, *api_paths(keys)]


class _Lines(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def read_everything(officer, seeds, *, most):
    """Return what the answers and the log told that they must not, which status each answer had, and what opened."""
    client, log = Client(), _Lines()
    client.force_login(officer)
    client.raise_request_exception = False
    read = SimpleNamespace(faults=[], statuses=[], opened=set(), log=log.lines)
    logging.getLogger().addHandler(log)
    try:
        for path, answer in crawl(client, seeds, most=most):
            read.faults += faults(officer, path, answer)
            read.statuses.append(answer.status_code)
            if answer.status_code == 200:
                read.opened.add(kind_of(path))
    finally:
        logging.getLogger().removeHandler(log)
    return read


@pytest.fixture(scope="module")
def read_by_most(house):
    """Read everything once as who sees most."""
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(receipts, "wait_for_seal", lambda *_args, **_more: None)
        return read_everything(house.cast.by_badge[SEES_MOST], house.seeds, most=MOST_OF_ONE_NAME)


@pytest.fixture
def one(cast, client):
    """Read the page of a unit in store, as a supervisor, and return what it tells."""
    [unit] = stories.stored(cast)
    client.force_login(cast.supervisor)

    def read(path=None):
        path = path or reverse("units:unit", args=[unit.id])
        return faults(cast.supervisor, path, client.get(path))

    return SimpleNamespace(read=read, unit=unit, word=place_now(unit).code_word)


def sound(read, *, least, opened):
    """Fail where a place was told or a page broke, or where little was read."""
    assert read.faults == []
    assert not [line for line in read.log if "quay 1742" in line.lower()]
    assert len(read.statuses) >= least
    assert read.statuses.count(200) >= opened
    assert not [status for status in read.statuses if status >= 500]


def test_who_sees_most_is_told_no_place(read_by_most):
    sound(read_by_most, least=400, opened=200)


def test_nobody_is_told_a_place_by_the_pages_of_their_own_work(house, quick, read_by_most):
    told, readers, count = [], {}, 0
    for page in PAGES:
        path, officer = page.path(house.about), house.cast.by_badge.get(page.badge)
        if officer is None or kind_of(path) in read_by_most.opened:
            continue
        if officer not in readers:
            readers[officer] = Client()
            readers[officer].force_login(officer)
        answer = readers[officer].get(path)
        assert answer.status_code == page.status, path
        told += faults(officer, path, answer)
        count += 1

    assert told == []
    assert count >= 60
    assert len(readers) >= 12


@pytest.mark.parametrize("roles", in_turn(ROLES))
def test_nobody_is_told_a_place_by_what_who_sees_most_may_not_open(house, quick, read_by_most, roles):
    left = [path for path in house.seeds if kind_of(path) not in read_by_most.opened]

    sound(read_everything(house.cast.by_badge[ROLES[roles]], ["/", *left], most=1), least=30, opened=2)


@pytest.mark.nightly
@pytest.mark.parametrize("roles", ROLES, ids=lambda each: " and ".join(each) or "nobody")
def test_a_reader_of_everything_is_told_no_place(house, quick, roles):
    read = read_everything(house.cast.by_badge[ROLES[roles]], house.seeds, most=MOST_OF_ONE_NAME + 1)

    sound(read, least=100, opened=60 if "supervisor" in roles else 5)


def test_a_place_that_was_revealed_may_be_told_to_who_looked_and_to_nobody_else(one, cast, client):
    reveal_place(act=act_of(cast.supervisor), unit_id=one.unit.id, reason="Fire in the store")

    assert one.read() == []
    path = reverse("units:unit", args=[one.unit.id])
    answer = client.get(path)
    assert one.word in answer.content.decode()
    assert faults(cast.second_supervisor, path, answer) == [f"{path}: the place {one.word}"]


# --- a leak is noticed -------------------------------------------------------------------------------------


def test_a_page_that_forgets_to_ask_is_noticed(one, monkeypatch):
    seen = PlaceSeen(one.word, now() + timedelta(minutes=10))
    monkeypatch.setattr(units, "place_seen", lambda *_args: seen)

    assert [fault.rpartition(" ")[2] for fault in one.read()] == [one.word]


def test_a_sealed_name_on_a_list_is_noticed(one, monkeypatch):
    real = places.places()
    real[0].code_word = "Name of Heron quay 1742"
    monkeypatch.setattr(places, "places", lambda: real)

    assert any("sealed name" in fault for fault in one.read("/places/"))


def test_a_name_in_a_header_is_noticed(one, monkeypatch):
    real = PrivacyHeadersMiddleware.__call__

    def leaking(self, request):
        answer = real(self, request)
        answer["X-Kept-At"] = "Heron quay 1742"
        return answer

    monkeypatch.setattr(PrivacyHeadersMiddleware, "__call__", leaking)

    assert any("sealed name" in fault for fault in one.read())


def test_a_list_that_offers_only_where_it_lies_is_noticed(one, cast, client):
    path = reverse("units:unit", args=[one.unit.id])
    answer = client.get(path)
    whole = "".join(f'<option value="{word}">' for word in WORDS)

    answer.content = answer.content + f"<datalist>{whole}</datalist>".encode()
    assert faults(cast.supervisor, path, answer) == []
    answer.content = answer.content + f'<datalist><option value="{one.word}"></datalist>'.encode()
    assert any(one.word in fault for fault in faults(cast.supervisor, path, answer))
