"""What lets something happen that cannot be taken back, or shows what is hidden, asks first whether it is still you."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from custody.evidence.models import Consultation
from custody.organisation.models import FieldSession
from custody.web.lock.again import PROVEN_FOR_S, SIGNS
from tests import stories
from tests.web.lock.test_lock import PASSWORD, row, unlock


@pytest.fixture
def desk(cast):
    """A desk in use of which nobody asked for a while who sits there."""
    cast.storekeeper.set_password(PASSWORD)
    cast.storekeeper.save(update_fields=["password"])
    client = Client()
    client.force_login(cast.storekeeper)
    client.get("/")
    return client


def let_pass(client, *, seconds):
    FieldSession.objects.filter(pk=row(client).pk).update(proven_at=F("proven_at") - timedelta(seconds=seconds))


def test_each_page_that_asks_exists():
    def names(patterns, space=""):
        for each in patterns:
            if isinstance(each, URLPattern):
                yield f"{space}{each.name}"
            else:
                yield from names(each.url_patterns, f"{each.namespace}:" if each.namespace else space)

    assert set(names(get_resolver().url_patterns)) >= SIGNS


def test_a_look_at_what_is_hidden_asks_who_looks_where_nobody_was_asked_for_ten_minutes(cast, desk):
    [unit] = stories.stored(cast)
    path = reverse("units:reveal", args=[unit.id])
    assert desk.get(path).status_code == 200
    let_pass(desk, seconds=PROVEN_FOR_S + 5)

    assert desk.get(reverse("units:unit", args=[unit.id])).status_code == 200
    answer = desk.get(path)

    assert answer.status_code == 302
    page = desk.get(answer["Location"])
    assert "Is it still you?" in page.content.decode()
    assert desk.get(reverse("units:unit", args=[unit.id])).status_code == 302
    assert unlock(desk, PASSWORD, next=path)["Location"] == path
    assert desk.get(path).status_code == 200


def test_what_was_typed_into_it_is_kept_and_nothing_is_signed_by_the_unlock(cast, desk):
    [unit] = stories.stored(cast)
    path = reverse("units:reveal", args=[unit.id])
    said = {"reason": "The van is at the gate"}
    let_pass(desk, seconds=PROVEN_FOR_S + 5)

    answer = desk.post(path, said)

    assert answer.status_code == 302
    assert not Consultation.objects.filter(officer=cast.storekeeper, reason=said["reason"]).exists()
    after = desk.get(answer["Location"]).context["next"]
    back = desk.get(unlock(desk, PASSWORD, next=after)["Location"])
    assert said["reason"] in back.content.decode()


def test_the_quay_is_asked_nothing(cast, desk):
    let_pass(desk, seconds=PROVEN_FOR_S * 20)

    for name in ("transfer:offer", "road:store", "road:move"):
        assert desk.get(reverse(name)).status_code == 200
